
      // What a person chose before wins over their device.
      const chosen = localStorage.getItem("vite-ui-theme");
      if (chosen === "light" || chosen === "dark") document.getElementById("almanac-skeleton").dataset.theme = chosen;
      // Styles and scripts take long to read. They come once something is on the screen.
      let begun = false;
      async function begin() {
        if (begun) return;
        begun = true;
        await parsed();
        try {
          const styled = bringIn(document.getElementById("almanac-parts"));
          // Ours looks at what passes through a socket, so it is there before the first one.
          await import("OURS");
          // A style that neither comes nor fails holds nobody up for good.
          await Promise.race([styled, new Promise((done) => setTimeout(done, 5000))]);
          await import("THEIRS");
          sessionStorage.removeItem("almanac-loaded-again");
        } catch (error) {
          console.error(error);
          // A release in this very moment: the page is of the old one, and its parts are gone.
          if (sessionStorage.getItem("almanac-loaded-again") !== "OURS") {
            sessionStorage.setItem("almanac-loaded-again", "OURS");
            location.reload();
            return;
          }
          // Without ours the chat does less; without theirs there is none.
          await import("THEIRS");
        }
      }
      function parsed() {
        if (document.readyState !== "loading") return null;
        return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
      }
      // The parts, in place of what kept them; tells when all styles of a screen are there.
      function bringIn(parts) {
        const styles = [...parts.content.querySelectorAll("link[rel='stylesheet']:not([media])")];
        const loaded = styles.map((style) => new Promise((done) => {
          style.onload = done;
          style.onerror = done;
        }));
        parts.replaceWith(parts.content);
        return Promise.all(loaded);
      }
      requestAnimationFrame(() => setTimeout(begin));
      setTimeout(begin, 300);
    
