
      // What a person chose before wins over their device.
      const chosen = localStorage.getItem("vite-ui-theme");
      if (chosen === "light" || chosen === "dark") document.getElementById("almanac-skeleton").dataset.theme = chosen;
      // The heavy script takes seconds to read. It comes once something is on the screen.
      let begun = false;
      async function begin() {
        if (begun) return;
        begun = true;
        try {
          // Ours looks at what passes through a socket, so it is there before the first one.
          await import("OURS");
          // Theirs looks for its place in the page, which styles on their way can hold up.
          await parsed();
          await import("THEIRS");
        } catch (error) {
          console.error(error);
          // A release in this very moment: the page is of the old one, and its scripts are gone.
          if (sessionStorage.getItem("almanac-loaded-again") === "OURS") return;
          sessionStorage.setItem("almanac-loaded-again", "OURS");
          location.reload();
        }
      }
      function parsed() {
        if (document.readyState !== "loading") return null;
        return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
      }
      requestAnimationFrame(() => setTimeout(begin));
      setTimeout(begin, 300);
    
