/**
 * Answers the set-up pages. Whoever can read the terminal may set the bot up, and nobody else: the first page wants the
 * key that was printed there, and the way back from GitHub wants the state of a round that such a page began, once. The
 * Host header must name this machine, so that no other web page in the same browser can pass for it by its name.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Handle } from '../http/handler.ts'
import { convertCode, type Registered } from './convert.ts'
import { manifestOf } from './manifest.ts'
import { confirmPage, donePage, formPage, type Page, type Registration, refusedPage } from './pages.ts'
import { serverVersion } from './server-version.ts'

export interface SetupOptions {
  /** Where people confirm the App: `https://github.com`. */
  webUrl: string
  apiUrl: string
  /** Milliseconds. */
  now(): number
  /** Keeps what GitHub gave. Its rejection is told on the page. */
  keep(registered: Registered): Promise<void>
  fetch?: typeof fetch
}

/** GitHub's codes hold for an hour. */
const STATE_MS = 60 * 60_000
const MOST_STATES = 20

/** One set-up, from the key in the terminal to the App that was registered. */
export class Setup {
  /** Printed in the terminal and nowhere else. */
  readonly key = randomBytes(24).toString('base64url')
  /** Resolves once an App is registered and kept. */
  readonly done: Promise<Registered>
  readonly #options: SetupOptions
  readonly #states: ReturnType<typeof createStates>
  readonly #registered = Promise.withResolvers<Registered>()
  /** A code is being converted, or was. */
  #busy = false

  constructor(options: SetupOptions) {
    this.#options = options
    this.#states = createStates(options.now)
    this.done = this.#registered.promise
  }

  /** @param host what the Host header has to be */
  handle(host: string): Handle {
    return async (request) => {
      if (request.headers.get('host') !== host) return show(refusedPage(421, `Open this page as http://${host}.`))
      if (request.method !== 'GET') return show(refusedPage(405, 'Nothing can be sent here.'))
      return show(await this.#route(new URL(request.url), host))
    }
  }

  #route(url: URL, host: string): Page | Promise<Page> {
    if (url.pathname === '/setup/done') return this.#finish(url.searchParams)
    if (url.pathname !== '/setup' && url.pathname !== '/setup/app') return refusedPage(404, 'There is no such page.')
    if (!isSame(url.searchParams.get('key') ?? '', this.key)) {
      return refusedPage(403, 'Open the address that the terminal shows: the key in it is wrong or missing.')
    }
    const registration = registrationOf(url.searchParams, nearAddress(this.#options.webUrl, host))
    if (url.pathname === '/setup') return formPage(this.key, registration, [])
    const problems = problemsOf(registration)
    if (problems.length > 0) return formPage(this.key, registration, problems)
    const redirectUrl = `http://${host}/setup/done`
    return this.#confirm(registration, redirectUrl)
  }

  async #confirm(registration: Registration, redirectUrl: string): Promise<Page> {
    const version = await serverVersion(this.#options.apiUrl, this.#options.fetch)
    const manifest = manifestOf({
      name: registration.name,
      publicUrl: registration.url,
      redirectUrl,
      version: version ?? '',
      workflows: registration.workflows === 'write',
    })
    return confirmPage(manifest, this.#actionOf(registration), version)
  }

  #actionOf({ org }: Registration): string {
    const path = org === '' ? '/settings/apps/new' : `/organizations/${org}/settings/apps/new`
    return new URL(`${path}?state=${this.#states.make()}`, this.#options.webUrl).href
  }

  async #finish(params: URLSearchParams): Promise<Page> {
    const code = params.get('code') ?? ''
    if (!this.#states.take(params.get('state') ?? '')) {
      return refusedPage(
        403,
        'This way back was used already, or was not begun here. Begin again with the address in the terminal.',
      )
    }
    if (!/^[\w-]{1,200}$/.test(code)) return refusedPage(400, 'GitHub gave no code. Begin again.')
    if (this.#busy) return refusedPage(409, 'Another round is just being finished.')
    this.#busy = true
    try {
      const registered = await convertCode(this.#options.apiUrl, code, this.#options.fetch)
      await this.#options.keep(registered)
      this.#registered.resolve(registered)
      return donePage(registered.slug, registered.url)
    } catch (error) {
      this.#busy = false
      return refusedPage(502, error instanceof Error ? error.message : String(error))
    }
  }
}

function registrationOf(params: URLSearchParams, suggestedUrl: string): Registration {
  const given = (name: string, suggested = '') => (params.get(name) ?? suggested).trim().slice(0, 200)
  return {
    url: given('url', suggestedUrl),
    org: given('org'),
    name: given('name', suggestedName()),
    workflows: given('workflows') === 'write' ? 'write' : '',
  }
}

/** A GitHub on this machine reaches the bot without a proxy; any other needs an address that nobody knows here. */
function nearAddress(webUrl: string, host: string): string {
  const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(webUrl).hostname)
  return isNear ? `http://localhost:${new URL(`http://${host}`).port}` : ''
}

/** App names are unique on all of GitHub, so the plain one is taken. */
const suggestedName = () => `switchyard-${randomBytes(3).toString('hex')}`

function problemsOf({ url, org, name }: Registration): string[] {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isAddress =
    parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.pathname === '/'
  return [
    !isAddress && 'The public address must be like https://switchyard.example.com, without a path.',
    (name === '' || name.length > 34) && 'The name of the App must have 1 to 34 characters.',
    org !== '' &&
      !/^[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}$/.test(org) &&
      'The organization must be its login, such as octo-org.',
  ].filter((line) => line !== false)
}

function createStates(now: () => number) {
  const until = new Map<string, number>()
  return {
    make(): string {
      const state = randomBytes(24).toString('base64url')
      until.set(state, now() + STATE_MS)
      for (const oldest of until.keys()) if (until.size > MOST_STATES) until.delete(oldest)
      return state
    },
    /** Whether it was made here and holds; it never does again. */
    take(state: string): boolean {
      const end = until.get(state)
      return until.delete(state) && end !== undefined && now() <= end
    },
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other))

/** Nothing runs in the page, nobody frames it, nothing of it is kept, and its address (with the key) goes nowhere. */
function show({ status, html, formTo = '' }: Page): Response {
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${formTo}; base-uri 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
}
