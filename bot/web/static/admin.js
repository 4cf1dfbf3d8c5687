"use strict";
// What came of a form is what one should hear and see first.
const told = document.getElementById("fault") || document.getElementById("said");
if (told) told.focus();

// On a narrow screen the menu is a strip: where one is has to be in sight.
document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A second press while the first is under way sends nothing twice.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
// Back from a page that was sent: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A file that would be refused is not sent first.
for (const input of document.querySelectorAll("input[data-most]")) {
  input.addEventListener("change", () => {
    const large = input.files[0]?.size > input.dataset.most;
    input.setCustomValidity(large ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}
