/** The way from the bot to the sandbox's API: counts what goes by, and lets it go wrong. */
import type { World } from '@switchyard/github-emulator'
import type { Effects } from './effects.ts'
import { isWrite, routeOf } from './routes.ts'

export interface Call {
  /** Counted from 1, over all lives of the bot; git's fetches and pushes count too. */
  n: number
  route: string
  /** Number of the process that asked. */
  by: number
  /** HTTP status; 0: no answer. */
  status: number
}

/** Something that goes wrong with some requests of one route. */
export interface InjectedFault {
  /** Of which route; null: any. */
  route: string | RegExp | null
  /** Which of the requests that match is the first; 1 (the next one) unless told. */
  nth?: number
  /** How many from there on; 1 unless told. */
  times?: number
  /** `before`: nothing happens on the server; `after`: it has happened, only the answer is lost. */
  when?: 'before' | 'after'
  /** What comes in place of the answer; throwing is a connection that breaks. `stale`: as of before the last change. */
  answer: (() => Response) | 'stale'
}

/** What may happen around one call, such as the crash of the bot. False: the bot is dead now, and nothing follows. */
export interface Around {
  before(call: Call): Promise<boolean>
  after(call: Call): Promise<boolean>
}

/** The way out of one process. */
export interface Way {
  fetch: typeof fetch
  /** Runs another way out, such as a push of git, as a call of `route`. */
  through<T>(route: string, effect: () => Promise<T>): Promise<T>
}

export interface FaultProxy {
  /** For the process with this number. */
  of(by: number): Way
  calls(): readonly Call[]
  count(route: string | RegExp): number
  reset(): void
  trouble(trouble: InjectedFault): void
  /** How many troubles have not happened yet. */
  waiting(): number
  /** How many requests went wrong so far. */
  happened(): number
  /** Nothing goes wrong any more. */
  fix(): void
  /** Something is about to change: what stands now is what a stale answer shows. */
  remember(): void
}

export interface FaultProxyOptions {
  fetch(request: Request): Promise<Response>
  /** The same API over another state of the world. */
  fetchFrom(world: World, request: Request): Promise<Response>
  world(): World
  around: Around
  effects: Effects
}

const never = <T>() => new Promise<T>(() => {})

interface Waiting {
  trouble: InjectedFault
  skip: number
  left: number
}

export function createFaultProxy(options: FaultProxyOptions): FaultProxy {
  const { around, effects } = options
  let calls: Call[] = []
  let total = 0
  let waiting: Waiting[] = []
  let before: World | null = null
  let happened = 0

  const due = (route: string): InjectedFault | null => {
    for (const entry of waiting.filter(({ trouble }) => matches(trouble.route, route))) {
      if (entry.skip > 0) entry.skip--
      else {
        entry.left--
        happened++
        if (entry.left === 0) waiting = waiting.filter((each) => each !== entry)
        return entry.trouble
      }
    }
    return null
  }
  /** One call from beginning to end, unless the bot dies of it. */
  async function run<T>(route: string, by: number, effect: (call: Call) => Promise<T>): Promise<T> {
    const call = { n: ++total, route, by, status: 0 }
    calls.push(call)
    if (!(await around.before(call))) return never()
    let end: () => T
    try {
      const result = await effects.run(() => effect(call))
      end = () => result
    } catch (error) {
      end = () => {
        throw error
      }
    }
    return (await around.after(call)) ? end() : never()
  }
  const remember = () => {
    if (waiting.some(({ trouble }) => trouble.answer === 'stale')) before = structuredClone(options.world())
  }

  async function answer(request: Request, route: string): Promise<Response> {
    const trouble = due(route)
    if (trouble?.answer === 'stale') return options.fetchFrom(before ?? options.world(), request)
    if (trouble && trouble.when !== 'after') return trouble.answer()
    if (isWrite(route)) remember()
    const response = await options.fetch(request)
    if (!trouble) return response
    await response.body?.cancel()
    return trouble.answer()
  }

  const wayOf = (by: number): Way => ({
    fetch(input, init) {
      const request = new Request(input, init)
      const route = routeOf(request.method, request.url, typeof init?.body === 'string' ? init.body : '')
      return run(route, by, async (call) => {
        const response = await answer(request, route)
        call.status = response.status
        return response
      })
    },
    through: (route, effect) =>
      run(route, by, async (call) => {
        const trouble = due(route)
        if (trouble && trouble.when !== 'after') throw new Error('unable to access: the connection broke')
        const result = await effect()
        if (trouble) throw new Error('unable to access: the connection broke')
        call.status = 200
        return result
      }),
  })

  return {
    of: wayOf,
    calls: () => calls,
    count: (route) => calls.filter((call) => matches(route, call.route)).length,
    reset() {
      calls = []
    },
    trouble(trouble) {
      waiting.push({ trouble, skip: (trouble.nth ?? 1) - 1, left: trouble.times ?? 1 })
      if (trouble.answer === 'stale') before = structuredClone(options.world())
    },
    waiting: () => waiting.length,
    happened: () => happened,
    fix() {
      waiting = []
    },
    remember,
  }
}

const matches = (wanted: string | RegExp | null, route: string): boolean =>
  wanted === null || (typeof wanted === 'string' ? wanted === route : wanted.test(route))
