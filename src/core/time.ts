/** Formats times and durations. Takes milliseconds; reads no clock. */

const formats = new Map<string, Intl.DateTimeFormat>()

/** An unknown time zone counts as UTC: a typo in the configuration must not stop the dashboard. */
function format(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const created = make(timezone) ?? format('UTC')
  formats.set(timezone, created)
  return created
}

function make(timezone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    })
  } catch {
    return null
  }
}

function parts(ms: number, timezone: string): Record<string, string> {
  return Object.fromEntries(
    format(timezone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  )
}

/** Formats a time as `10:25`. */
export function clock(ms: number, timezone: string): string {
  const p = parts(ms, timezone)
  return `${p.hour}:${p.minute}`
}

/** Formats a date as `3 Mar 2026`. */
export function day(ms: number, timezone: string): string {
  const p = parts(ms, timezone)
  return `${p.day} ${p.month} ${p.year}`
}

/** Formats `10:25` on the same day as `reference`, else `3 Mar 10:25`, with the year when it differs. */
export function moment(ms: number, timezone: string, reference: number): string {
  const at = parts(ms, timezone)
  const then = parts(reference, timezone)
  const time = `${at.hour}:${at.minute}`
  if (at.year !== then.year) return `${at.day} ${at.month} ${at.year} ${time}`
  return at.day === then.day && at.month === then.month ? time : `${at.day} ${at.month} ${time}`
}

/** Formats `31 minutes`, `1 hour 5 minutes`, `2 days 3 hours`; under a minute `less than a minute`. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return plural(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return two(hours, 'hour', minutes % 60, 'minute')
  return two(Math.floor(hours / 24), 'day', hours % 24, 'hour')
}

function two(big: number, bigName: string, small: number, smallName: string): string {
  return small === 0 ? plural(big, bigName) : `${plural(big, bigName)} ${plural(small, smallName)}`
}

/** Formats `1 file`, `3 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
