// Shows what needs passkeys where the browser has them, and says on the page when one was not used.
(() => {
  if (!window.PublicKeyCredential) return
  for (const hidden of document.querySelectorAll('[data-passkey]')) hidden.hidden = false
  for (const without of document.querySelectorAll('[data-no-passkey]')) without.hidden = true
  document.addEventListener('allauth.error', event => {
    event.preventDefault()
    document.getElementById('passkey-failed').hidden = false
  })
})()
