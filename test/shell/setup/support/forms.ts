/** Forms of a page, sent as a browser without scripts sends them. */

const ENTITIES: Record<string, string> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' }
const plain = (text: string): string => text.replace(/&(quot|#39|lt|gt|amp);/g, (_, name) => ENTITIES[name] ?? '')
const attribute = (tag: string, name: string): string => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

export interface Opened {
  url: string
  status: number
  html: string
}

export async function open(url: string | URL, init: RequestInit = {}): Promise<Opened> {
  const response = await fetch(url, init)
  return { url: response.url, status: response.status, html: await response.text() }
}

/**
 * Fills in and sends the page's form whose action begins so.
 * @param fields by name, or by the words of the label
 */
export function send(page: Opened, action: string, fields: Record<string, string> = {}): Promise<Opened> {
  const form = page.html.split('<form ').find((one) => attribute(` ${one}`, 'action').startsWith(action))
  const text = form?.slice(0, form.indexOf('</form>'))
  if (text === undefined) throw new Error(`no form to ${action} in ${page.html}`)
  const sent = new URLSearchParams()
  for (const [tag] of text.matchAll(/<input [^>]*>/g)) {
    const isOn = attribute(tag, 'type') !== 'checkbox' || / checked\b/.test(tag)
    if (isOn) sent.append(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  for (const [words, value] of Object.entries(fields)) sent.set(nameOf(text, words), value)
  const target = new URL(attribute(` ${text}`, 'action'), page.url)
  if (/^[^>]* method="get"/.test(text)) return open(`${target}?${sent}`)
  const { origin } = new URL(page.url)
  // Browsers name no origin where the page asks them not to tell of itself.
  const from = target.origin === origin ? origin : 'null'
  return open(target, { method: 'POST', body: sent, headers: { origin: from } })
}

function nameOf(form: string, words: string): string {
  const label = [...form.matchAll(/<label for="([^"]+)">([^<]*)/g)].find(([, , said]) => said?.trim() === words)
  return label?.[1] ?? words
}
