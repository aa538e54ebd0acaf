import type { Clock, Viewer } from '../domain/forge.ts'

/**
 * GitHub's limits: 5,000 requests an hour; 900 points a minute; 80 creations a minute and 500 an hour (GraphQL's too).
 */
export const BUDGET = { hourly: 5000, points: 900, createsPerMinute: 80, createsPerHour: 500 }

const MINUTE = 60_000
const HOUR = 3_600_000

interface Window {
  startedAt: number
  used: number
}

interface Account {
  primary: Window
  points: Window
  minute: Window
  hour: Window
}

interface Cost {
  /** Reads 1, writes 5. */
  points: number
  creates: boolean
}

export interface Spent {
  /** Which limit refuses the request; null when none does. */
  refused: 'primary' | 'secondary' | null
  limit: number
  used: number
  remaining: number
  /** Seconds since 1970. */
  reset: number
  /** Seconds, when refused. */
  retryAfter: number
}

export interface Limiter {
  /** Counts a request to REST, and says whether it may go on. */
  take(viewer: Viewer, cost: Cost): Spent
  /** Counts creations by GraphQL, which has points of its own. Seconds to wait when they are refused, else 0. */
  create(viewer: Viewer, count: number): number
  /** Gives back a primary request: an answer of 304 costs nothing. */
  refund(viewer: Viewer): void
  peek(viewer: Viewer): Spent
}

export interface LimiterOptions {
  clock: Clock
  /** Whether people's tokens are limited too; Apps' always are. */
  users: boolean
}

function keyOf(viewer: Viewer): string {
  if (viewer.kind === 'user') return `user:${viewer.user.id}`
  if (viewer.kind === 'installation') return `installation:${viewer.installationId}`
  return viewer.kind === 'app' ? `app:${viewer.appId}` : 'anonymous'
}

/** Whether a request counts as creating content, which is what people would be notified of. */
const CREATES = /\/(issues|pulls)$|\/(comments|reviews|reactions)$/
const MUTATIONS = new Set(['createIssue', 'createPullRequest', 'addComment', 'addReaction', 'addPullRequestReview'])

export const isCreation = (method: string, path: string): boolean => method === 'POST' && CREATES.test(path)

/** @param field of GraphQL's `Mutation` */
export const isCreatingMutation = (field: string): boolean => MUTATIONS.has(field)

/** Counts what each token's owner has used. REST and GraphQL share the creations. */
export function createLimiter({ clock, users }: LimiterOptions): Limiter {
  const accounts = new Map<string, Account>()
  const fresh = (): Window => ({ startedAt: clock.now(), used: 0 })
  const accountOf = (viewer: Viewer): Account => {
    const key = keyOf(viewer)
    const account = accounts.get(key) ?? { primary: fresh(), points: fresh(), minute: fresh(), hour: fresh() }
    accounts.set(key, account)
    roll(account, clock.now())
    return account
  }
  const isLimited = (viewer: Viewer) => users || viewer.kind === 'installation' || viewer.kind === 'app'
  return {
    take(viewer, cost) {
      const account = accountOf(viewer)
      const refused = isLimited(viewer) ? refusalOf(account, cost) : null
      if (refused === null) spend(account, cost)
      return { ...report(account, isLimited(viewer)), refused, retryAfter: waitOf(account, cost, refused, clock.now()) }
    },
    create(viewer, count) {
      if (count === 0) return 0
      const account = accountOf(viewer)
      const full = isLimited(viewer) ? fullWindow(account, count) : null
      if (full !== null) return secondsLeft(account, full, clock.now())
      countCreations(account, count)
      return 0
    },
    refund(viewer) {
      const { primary } = accountOf(viewer)
      primary.used = Math.max(0, primary.used - 1)
    },
    peek: (viewer) => ({ ...report(accountOf(viewer), isLimited(viewer)), refused: null, retryAfter: 0 }),
  }
}

const LENGTHS: Record<keyof Account, number> = { primary: HOUR, points: MINUTE, minute: MINUTE, hour: HOUR }

function roll(account: Account, now: number): void {
  for (const name of Object.keys(LENGTHS) as (keyof Account)[]) {
    if (now - account[name].startedAt >= LENGTHS[name]) account[name] = { startedAt: now, used: 0 }
  }
}

function refusalOf(account: Account, cost: Cost): Spent['refused'] {
  if (account.primary.used >= BUDGET.hourly) return 'primary'
  if (account.points.used + cost.points > BUDGET.points) return 'secondary'
  return cost.creates && fullWindow(account) !== null ? 'secondary' : null
}

function fullWindow(account: Account, more = 1): 'minute' | 'hour' | null {
  if (account.hour.used + more > BUDGET.createsPerHour) return 'hour'
  return account.minute.used + more > BUDGET.createsPerMinute ? 'minute' : null
}

function spend(account: Account, cost: Cost): void {
  account.primary.used += 1
  account.points.used += cost.points
  if (cost.creates) countCreations(account, 1)
}

function countCreations(account: Account, count: number): void {
  account.minute.used += count
  account.hour.used += count
}

function waitOf(account: Account, cost: Cost, refused: Spent['refused'], now: number): number {
  if (refused === null) return 0
  if (refused === 'primary') return secondsLeft(account, 'primary', now)
  const full = cost.creates ? fullWindow(account) : null
  return secondsLeft(account, full ?? 'points', now)
}

/** Until the window ends. */
function secondsLeft(account: Account, name: keyof Account, now: number): number {
  return Math.max(1, Math.ceil((account[name].startedAt + LENGTHS[name] - now) / 1000))
}

/** Accounts without limits see a constant budget, so that a client does not slow itself down. */
function report(account: Account, limited: boolean) {
  const used = limited ? account.primary.used : Math.min(account.primary.used, 1)
  return {
    limit: BUDGET.hourly,
    used,
    remaining: Math.max(0, BUDGET.hourly - used),
    reset: Math.ceil((account.primary.startedAt + HOUR) / 1000),
  }
}
