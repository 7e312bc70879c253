/* Meja Kerja without this file works the same. It prints, says what is new, and looks ahead. */
(() => {
  "use strict";
  const every = (selector, act) => document.querySelectorAll(selector).forEach(act);

  every("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Forms go once: the second press of a slow phone changes nothing and sends nothing.
  every("form[method=post]", (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    });
  });
  window.addEventListener("pageshow", () => every("form[data-sent]", (form) => delete form.dataset.sent));

  // Ticking the head of a group ticks what is shown below it.
  every("[data-ticks]", (head) => {
    head.closest("label").hidden = false;
    head.addEventListener("change", () => {
      every(`#${head.dataset.ticks} input[type=checkbox]`, (box) => { box.checked = head.checked; });
      count();
    });
  });
  const counter = document.querySelector("[data-count]");
  const count = () => {
    if (!counter) return;
    const chosen = document.querySelectorAll("input[name=paket]:checked").length;
    counter.textContent = counter.dataset.count.replace("#", chosen);
  };
  every("input[name=paket]", (box) => box.addEventListener("change", count));
  if (counter) count();

  // Ask once a minute whether something is new. Rows never move under the finger: a bar says so.
  const bar = document.querySelector("[data-pulse]");
  if (bar) {
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(bar.dataset.url, { credentials: "same-origin" });
        if (!answer.ok || answer.redirected) return;
        const told = await answer.json();
        bar.hidden = told.pulse === bar.dataset.pulse;
      } catch (error) { /* no signal: the page says when it was made */ }
    };
    setInterval(look, 60000);
    document.addEventListener("visibilitychange", look);
  }

  const wrong = document.querySelector(".errsum");
  if (wrong) wrong.focus();
})();
