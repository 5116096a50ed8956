// The check of a form: gives altcha its worker and our words, and lets a form wait for its proof. Without this script,
// or where the check fails, the form goes without a proof, and its sender gets a link by email.
for (const widget of document.querySelectorAll("altcha-widget[data-strings]")) {
  const form = widget.closest("form");
  let submitter = null;
  let waits = false;

  $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(widget.dataset.worker));
  $altcha.i18n.set(document.documentElement.lang, JSON.parse(widget.dataset.strings));
  widget.addEventListener("statechange", ({ detail }) => {
    if (waits && detail.state !== "verifying") {
      waits = false;
      form.requestSubmit(submitter);
    }
  });
  form?.addEventListener("submit", (event) => {
    const state = widget.getState();
    if (waits || state === "verified" || state === "error") {
      if (waits) event.preventDefault();
      return;
    }
    event.preventDefault();
    submitter = event.submitter;
    waits = true;
    if (state !== "verifying") widget.verify();
  });
}
