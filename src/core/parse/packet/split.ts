const opens = '([{'
const closes = ')]}'

/**
 * Splits at commas and semicolons outside brackets and code spans. Brackets that never close are ignored, so one stray `(`
 * does not keep the rest of the line together.
 */
export function splitList(text: string): string[] {
  const parts: string[] = []
  const depths = depthsOf(text)
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    if (depths[at] !== 0 || (text[at] !== ',' && text[at] !== ';')) continue
    parts.push(text.slice(start, at))
    start = at + 1
  }
  parts.push(text.slice(start))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Returns for each character the number of brackets and code spans around it. */
function depthsOf(text: string): Uint16Array {
  const change = new Int32Array(text.length + 1)
  const stack: { char: string; at: number }[] = []
  let tick = -1
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '`') {
      if (tick >= 0) mark(change, tick, at)
      tick = tick >= 0 ? -1 : at
    } else if (tick < 0 && opens.includes(char)) stack.push({ char, at })
    else if (tick < 0 && closes.includes(char)) close(change, stack, char, at)
  }
  return running(change)
}

function close(change: Int32Array, stack: { char: string; at: number }[], char: string, at: number): void {
  const open = stack.at(-1)
  if (!open || opens.indexOf(open.char) !== closes.indexOf(char)) return
  stack.pop()
  mark(change, open.at, at)
}

function mark(change: Int32Array, from: number, to: number): void {
  change[from] = (change[from] ?? 0) + 1
  change[to + 1] = (change[to + 1] ?? 0) - 1
}

function running(change: Int32Array): Uint16Array {
  const depths = new Uint16Array(change.length)
  let depth = 0
  for (let at = 0; at < change.length; at += 1) {
    depth += change[at] ?? 0
    depths[at] = depth
  }
  return depths
}
