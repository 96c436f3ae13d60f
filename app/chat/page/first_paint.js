
      // What a person chose before wins over their device.
      const chosen = localStorage.getItem("vite-ui-theme");
      if (chosen === "light" || chosen === "dark") document.getElementById("almanac-skeleton").dataset.theme = chosen;
      // The heavy script takes seconds to read. It comes once something is on the screen.
      let begun = false;
      async function begin() {
        if (begun) return;
        begun = true;
        // Ours looks at what passes through a socket, so it is there before the first one.
        try {
          await import("OURS");
        } catch (error) {
          console.error(error);
          // A release in this very moment: the page is of the old one, and its scripts are gone.
          if (sessionStorage.getItem("almanac-loaded-again") !== "OURS") {
            sessionStorage.setItem("almanac-loaded-again", "OURS");
            location.reload();
            return;
          }
        }
        await import("THEIRS");
      }
      requestAnimationFrame(() => setTimeout(begin));
      setTimeout(begin, 300);
    
