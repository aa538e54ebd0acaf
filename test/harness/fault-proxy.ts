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
  fault: InjectedFault
  skip: number
  left: number
}

/** The faults that are still to happen. */
export class FaultQueue {
  #waiting: Waiting[] = []
  #happened = 0

  add(fault: InjectedFault): void {
    this.#waiting.push({ fault, skip: (fault.nth ?? 1) - 1, left: fault.times ?? 1 })
  }

  /** What goes wrong with this request; every fault that matches the route counts it. */
  take(route: string): InjectedFault | null {
    for (const entry of this.#waiting.filter(({ fault }) => matches(fault.route, route))) {
      if (entry.skip > 0) entry.skip--
      else {
        entry.left--
        this.#happened++
        if (entry.left === 0) this.#waiting = this.#waiting.filter((each) => each !== entry)
        return entry.fault
      }
    }
    return null
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    this.#waiting = []
  }

  /** How many entries have not happened yet. */
  waiting(): number {
    return this.#waiting.length
  }

  /** How many requests went wrong so far. */
  happened(): number {
    return this.#happened
  }

  hasStale(): boolean {
    return this.#waiting.some(({ fault }) => fault.answer === 'stale')
  }
}

export class FaultProxy {
  readonly #options: FaultProxyOptions
  readonly #faults = new FaultQueue()
  #calls: Call[] = []
  #total = 0
  #before: World | null = null
  #lagging: { route: RegExp; world: World } | null = null

  constructor(options: FaultProxyOptions) {
    this.#options = options
  }

  /** The way out of the process with this number. */
  of(by: number): Way {
    return {
      fetch: (input, init) => {
        const request = new Request(input, init)
        const route = routeOf(request.method, request.url, typeof init?.body === 'string' ? init.body : '')
        return this.#run(route, by, async (call) => {
          const response = await this.#answer(request, route)
          call.status = response.status
          return response
        })
      },
      through: (route, effect) => this.#run(route, by, (call) => this.#through(call, effect)),
    }
  }

  calls(): readonly Call[] {
    return this.#calls
  }

  count(route: string | RegExp): number {
    return this.#calls.filter((call) => matches(route, call.route)).length
  }

  reset(): void {
    this.#calls = []
  }

  trouble(fault: InjectedFault): void {
    this.#faults.add(fault)
    if (fault.answer === 'stale') this.#before = structuredClone(this.#options.world())
  }

  /** From now on reads of these routes show the world as it stands now, until `catchUp`. */
  lag(route: RegExp): void {
    this.#lagging = { route, world: structuredClone(this.#options.world()) }
  }

  catchUp(): void {
    this.#lagging = null
  }

  /** How many faults have not happened yet. */
  waiting(): number {
    return this.#faults.waiting()
  }

  /** How many requests went wrong so far. */
  happened(): number {
    return this.#faults.happened()
  }

  /** Nothing goes wrong any more. */
  fix(): void {
    this.#faults.clear()
  }

  /** Something is about to change: what stands now is what a stale answer shows. */
  remember(): void {
    if (this.#faults.hasStale()) this.#before = structuredClone(this.#options.world())
  }

  /** One call from beginning to end, unless the bot dies of it. */
  async #run<T>(route: string, by: number, effect: (call: Call) => Promise<T>): Promise<T> {
    const { around, effects } = this.#options
    const call = { n: ++this.#total, route, by, status: 0 }
    this.#calls.push(call)
    if (!(await around.before(call))) return never()
    const [result] = await Promise.allSettled([effects.run(() => effect(call))])
    if (!(await around.after(call))) return never()
    if (result.status === 'rejected') throw result.reason
    return result.value
  }

  async #answer(request: Request, route: string): Promise<Response> {
    const lagging = this.#lagging
    if (lagging !== null && !isWrite(route) && lagging.route.test(route))
      return this.#options.fetchFrom(lagging.world, request)
    const fault = this.#faults.take(route)
    if (fault?.answer === 'stale') return this.#options.fetchFrom(this.#before ?? this.#options.world(), request)
    if (fault && fault.when !== 'after') return fault.answer()
    if (isWrite(route)) this.remember()
    const response = await this.#options.fetch(request)
    if (!fault) return response
    await response.body?.cancel()
    return fault.answer()
  }

  async #through<T>(call: Call, effect: () => Promise<T>): Promise<T> {
    const fault = this.#faults.take(call.route)
    if (fault && fault.when !== 'after') throw new Error('unable to access: the connection broke')
    const result = await effect()
    if (fault) throw new Error('unable to access: the connection broke')
    call.status = 200
    return result
  }
}

const matches = (wanted: string | RegExp | null, route: string): boolean =>
  wanted === null || (typeof wanted === 'string' ? wanted === route : wanted.test(route))
