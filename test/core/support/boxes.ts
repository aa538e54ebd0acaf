/** Boxes of a dashboard, as people tick them. */

/** The text with one box ticked: `action` is how its id begins, before what it is bound to. Null: there is no such box. */
export function withTick(body: string, action: string): string | null {
  const ids = [`<!-- switchyard:tick:${action} `, `<!-- switchyard:tick:${action}:`]
  const isIt = (line: string) => ids.some((id) => line.includes(id))
  const lines = body.split('\n')
  if (!lines.some(isIt)) return null
  return lines.map((line) => (isIt(line) ? line.replace('- [ ]', '- [x]') : line)).join('\n')
}
