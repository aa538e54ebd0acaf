import type { Log } from '../../src/shell/log.ts'

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

/** A log whose lines a test can read; `onLine` gets each as it is written. */
export function keepLog(onLine: (line: LogLine) => void = () => {}): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = []
  const keep = (level: LogLine['level']) => (fields: object, message: string) => {
    const line = { level, text: [message, ...Object.entries(fields).map(wordsOf)].join(' ') }
    lines.push(line)
    onLine(line)
  }
  const log: Log = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    child: () => log,
  }
  return { log, lines }
}

const wordsOf = ([name, value]: [string, unknown]): string =>
  `${name}=${value instanceof Error ? (value.stack ?? value.message) : JSON.stringify(value)}`
