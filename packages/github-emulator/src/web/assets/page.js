// Keeps the page fresh without touching what a person types, and sends ticks and role choices.
const interval = 2000
let shown = document.body.dataset.version
let busy = false
let loadedAt = Date.now()

// "3 minutes ago" grows old even when nothing happens.
const isOld = () => Date.now() - loadedAt > 60_000

async function refresh() {
  if (document.hidden || busy) return
  busy = true
  try {
    const answer = await fetch('/api/page/version', { cache: 'no-store' })
    const { version } = await answer.json()
    setOffline(false)
    if (version !== shown || isOld()) await load(version)
  } catch {
    setOffline(true)
  } finally {
    busy = false
  }
}

async function load(version) {
  const answer = await fetch(location.href, { cache: 'no-store' })
  if (!answer.ok) return
  loadedAt = Date.now()
  const complete = exchange(new DOMParser().parseFromString(await answer.text(), 'text/html'))
  if (complete) shown = version
}

// Exchanges the live parts that differ. A part somebody is using is left for the next time.
function exchange(next) {
  let complete = true
  document.title = next.title
  exchangeColors(next)
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(part.id)
    if (!fresh || fresh.innerHTML === originals.get(part.id)) continue
    if (isInUse(part)) complete = false
    else replace(part, fresh)
  }
  return complete
}

const originals = new Map()
const remember = (part) => originals.set(part.id, part.innerHTML)
for (const part of document.querySelectorAll('[data-live]')) remember(part)

function replace(part, fresh) {
  const open = [...part.querySelectorAll('details')].map((one) => one.open)
  const focused = part.contains(document.activeElement) ? focusPath(part) : null
  originals.set(part.id, fresh.innerHTML)
  part.replaceChildren(...document.importNode(fresh, true).childNodes)
  const details = [...part.querySelectorAll('details')]
  if (details.length === open.length)
    details.forEach((one, at) => {
      one.open = open[at]
    })
  if (focused !== null) part.querySelectorAll('a, button, input, summary')[focused]?.focus({ preventScroll: true })
  decorate(part)
}

const focusPath = (part) => [...part.querySelectorAll('a, button, input, summary')].indexOf(document.activeElement)

function isInUse(part) {
  const selection = document.getSelection()
  if (selection && !selection.isCollapsed && part.contains(selection.anchorNode)) return true
  const fields = [...part.querySelectorAll('textarea, input.form-control')]
  return fields.some((one) => one === document.activeElement || one.value !== one.defaultValue)
}

function exchangeColors(next) {
  const [old, fresh] = [document.getElementById('label-colors'), next.getElementById('label-colors')]
  if (old && fresh && old.getAttribute('href') !== fresh.getAttribute('href'))
    old.setAttribute('href', fresh.getAttribute('href'))
}

function setOffline(is) {
  document.getElementById('offline').hidden = !is
}

// A tick is sent at once. The answer is the page as it is then: with the tick, or with why not.
async function sendTick(box) {
  const form = box.form
  const fields = new URLSearchParams(new FormData(form))
  fields.set('box', box.value)
  fields.set('checked', String(box.checked))
  box.disabled = true
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields })
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
    showNotice(next.querySelector('.notice'))
    if (!answer.ok) box.checked = !box.checked
    shown = ''
  } catch {
    box.checked = !box.checked
    setOffline(true)
  }
  box.disabled = false
  box.focus({ preventScroll: true })
  await refresh()
}

function showNotice(notice) {
  document.querySelector('.notice')?.remove()
  if (!notice) return
  document.getElementById('main').prepend(document.importNode(notice, true))
  document.querySelector('.notice').scrollIntoView({ block: 'nearest' })
}

// One choice of role holds for the whole page and is remembered.
async function chooseRole(picker) {
  for (const other of document.querySelectorAll('[data-role]')) other.value = picker.value
  for (const field of document.querySelectorAll('[data-role-field]')) field.value = picker.value
  const fields = new URLSearchParams(new FormData(document.querySelector('[data-role-form]')))
  fields.set('role', picker.value)
  await fetch('/role', { method: 'POST', body: fields, redirect: 'manual' })
}

function decorate(root) {
  for (const pre of root.querySelectorAll('.markdown-body pre')) {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'copy btn btn-sm', textContent: 'Copy' })
    pre.append(button)
  }
}

async function copy(button) {
  const text = button.parentElement.querySelector('code')?.textContent ?? ''
  await navigator.clipboard.writeText(text.replace(/\n$/, ''))
  button.textContent = 'Copied'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 1500)
}

document.addEventListener('change', (event) => {
  const { target } = event
  if (target.matches('input[type=checkbox][form]')) sendTick(target)
  else if (target.matches('[data-role]')) chooseRole(target)
  else if (target.matches('[data-submit]')) target.form.requestSubmit()
})
document.addEventListener('click', (event) => {
  if (event.target.matches('.copy')) copy(event.target)
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !event.target.matches('textarea')) return
  const form = event.target.form
  form.requestSubmit(form.querySelector('button.btn-primary'))
})
// A form is sent once, however often the button is pressed.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = 'yes'
})
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})
document.addEventListener('visibilitychange', refresh)
decorate(document)
// A link to a check leads to what it says.
for (const part of location.hash.startsWith('#check-') ? [document.getElementById(location.hash.slice(1))] : []) {
  part?.querySelector('details')?.setAttribute('open', '')
}
setInterval(refresh, interval)
