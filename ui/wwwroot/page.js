// What the server cannot do for the page: copy a text, follow a shortcut, open a dialog. Everything else is rendered.
'use strict';

// A control says its own shortcut by aria-keyshortcuts, so that what is announced and what works are one thing.
document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  if (typing || document.querySelector('dialog[open]')) return;
  const control = [...document.querySelectorAll('[aria-keyshortcuts]')]
    .find(candidate => candidate.getAttribute('aria-keyshortcuts') === event.key && !candidate.disabled && candidate.offsetParent !== null);
  if (!control) return;
  event.preventDefault();
  if (control.matches('input, textarea, select')) control.focus(); else control.click();
});

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  event.preventDefault();
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), 1500);
});

window.usd1 = {
  showModal: dialog => { if (dialog && !dialog.open) dialog.showModal(); },
  closeModal: dialog => { if (dialog && dialog.open) dialog.close(); },
};
