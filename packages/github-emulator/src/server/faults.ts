import { isCreatingMutation, isCreation } from './limiter.ts'

/** A fault of one request. */
export interface Fault {
  method: string
  /** Of the request's path, such as `/\/issues\/\d+\/comments$/`. */
  path: RegExp
  /** Which of the requests that match: 1 is the next one. */
  nth: number
  /** `before`: nothing happens on the server; `after`: it has happened, only the answer is lost. */
  when: 'before' | 'after'
  /** What the client gets in place of the answer; throwing is a connection that breaks. */
  answer(): Response
}

/** A server that answers some requests in another way until this is taken back: a missing feature, or a broken one. */
export interface Deviation {
  method: string
  /** Of the request's path. */
  path: RegExp
  /** Of the request's body; with it, only requests whose body matches deviate. */
  body?: RegExp
  /** @param effect what the emulator would do */
  answer(effect: () => Promise<Response>): Response | Promise<Response>
}

/** Faults by route and ordinal, each of which happens once, and deviations, which stay. */
export interface Faults {
  add(fault: Fault): void
  /** Returns a function that takes the deviation back. */
  deviate(deviation: Deviation): () => void
  /** Those that have not happened yet. */
  waiting(): Fault[]
  /** Runs the request with its fault, if it has one. */
  around(request: Request, effect: (request: Request) => Promise<Response>): Promise<Response>
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = []
  const due = ({ method, url }: Request): Fault | null => {
    const { pathname } = new URL(url)
    const matching = waiting.filter(({ fault }) => fault.method === method && fault.path.test(pathname))
    for (const entry of matching) entry.left -= 1
    const found = matching.find(({ left }) => left <= 0)
    waiting = waiting.filter((entry) => entry !== found)
    return found?.fault ?? null
  }
  const deviations = new Set<Deviation>()
  const deviationOf = async (request: Request): Promise<Deviation | undefined> => {
    const { pathname } = new URL(request.url)
    const matching = [...deviations].filter(({ method, path }) => method === request.method && path.test(pathname))
    const text = matching.some(({ body }) => body !== undefined) ? await request.clone().text() : ''
    return matching.find(({ body }) => body === undefined || body.test(text))
  }
  return {
    add: (fault) => void waiting.push({ fault, left: fault.nth }),
    deviate(deviation) {
      deviations.add(deviation)
      return () => void deviations.delete(deviation)
    },
    waiting: () => waiting.map(({ fault }) => fault),
    async around(request, effect) {
      const deviation = deviations.size > 0 ? await deviationOf(request) : undefined
      if (deviation !== undefined) return deviation.answer(() => effect(request))
      const fault = waiting.length > 0 ? due(request) : null
      if (fault?.when === 'before') return fault.answer()
      const response = await effect(request)
      if (fault === null) return response
      await response.body?.cancel()
      return fault.answer()
    },
  }
}

export interface Measured {
  method: string
  path: string
  /** 0: the connection broke. */
  status: number
  /** When it came, in milliseconds since the process began. */
  at: number
  /** Whether an App made it: as itself, or as one of its installations. */
  isApp: boolean
  /** Whether it changes something; of GraphQL, a mutation. */
  isWrite: boolean
  /** How many things it makes that count against GitHub's limits of creating content. */
  creations: number
  /** Whether a limit refused it. */
  isRefused: boolean
}

/** Remembers the last requests. */
export interface Meter {
  calls(): readonly Measured[]
  /** How many of the remembered requests match. */
  count(method: string, path: RegExp): number
  reset(): void
  measure(request: Request, run: () => Promise<Response>): Promise<Response>
}

const rememberedAtMost = 10_000

export function createMeter(): Meter {
  let calls: Measured[] = []
  return {
    calls: () => calls,
    count: (method, path) => calls.filter((call) => call.method === method && path.test(call.path)).length,
    reset() {
      calls = []
    },
    async measure(request, run) {
      const call = begun(request)
      calls.push(call)
      if (calls.length > 2 * rememberedAtMost) calls = calls.slice(-rememberedAtMost)
      if (call.path === '/api/graphql') Object.assign(call, kindOf(await beginningOf(request.clone())))
      const response = await run()
      call.status = response.status
      call.isRefused = response.status === 429 || response.headers.has('retry-after')
      return response
    },
  }
}

const reads = ['GET', 'HEAD', 'OPTIONS']

function begun({ method, url, headers }: Request): Measured {
  const path = new URL(url).pathname
  return {
    method,
    path,
    status: 0,
    at: performance.now(),
    // An installation's token, or an App's JWT.
    isApp: /^(token|bearer) (ghs_|ey)/i.test(headers.get('authorization') ?? ''),
    isWrite: !reads.includes(method),
    creations: isCreation(method, path) ? 1 : 0,
    isRefused: false,
  }
}

/** Enough of a body to know its GraphQL operation. The body's size is not limited yet. */
async function beginningOf({ body }: Request): Promise<string> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (reader && text.length < 20_000) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  // Not waited for: it is done only when the other reader of the body has ended, too.
  void reader?.cancel()
  return text
}

/** By the words of a GraphQL request's body. */
const kindOf = (body: string): Pick<Measured, 'isWrite' | 'creations'> => {
  const isWrite = /"query":\s*"(\s|\\n)*mutation\b/.test(body)
  const [query = ''] = body.split('"variables"')
  const names = [...query.matchAll(/(\w+)\s*\(\s*input:/g)].map(([, name = '']) => name)
  return { isWrite, creations: isWrite ? names.filter(isCreatingMutation).length : 0 }
}
