// Joins the forms with a passkey to the library's script, shows what needs passkeys where the browser has them, and says
// on the page when one was not used. A form names by `data-passkey-form` what its one button does.
(() => {
  if (!window.PublicKeyCredential) return
  for (const form of document.querySelectorAll('[data-passkey-form]')) {
    const { id } = form.querySelector('button')
    const passwordless = form.querySelector('[name=passwordless]')
    window.allauth.webauthn.forms[form.dataset.passkeyForm]({
      ids: {
        login: id,
        add: id,
        signup: id,
        authenticate: id,
        credential: form.querySelector('[name=credential]').id,
        passwordless: passwordless && passwordless.id,
        data: 'passkey-data'
      }
    })
  }
  for (const hidden of document.querySelectorAll('[data-passkey]')) hidden.hidden = false
  for (const without of document.querySelectorAll('[data-no-passkey]')) without.hidden = true
  document.addEventListener('allauth.error', event => {
    event.preventDefault()
    document.getElementById('passkey-failed').hidden = false
  })
})()
