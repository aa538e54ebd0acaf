/** Prints what matching costs, as JSON, from a process that measures no coverage: that alone takes ten times as long. */
import { covers, overlap } from '../../../src/core/parse/packet/paths.ts'
import { busyMs } from './busy.ts'
import { chance } from './hostile.ts'

export interface Cost {
  entry: string
  ms: number
}

const pieces = [
  ...['*', '**', '**/', '*a', '?', '?*', '{a,b}', '{a,', '*{a,*}', '{*,**}', '{{a,b},c}', '[', '[!a]', '\\'],
  ...['a', '/', 'a/', '.', '}', ','],
]
const files = [`${'a'.repeat(200)}/${'ab/'.repeat(99)}c`, 'a'.repeat(500), 'a/'.repeat(250), 'a'.repeat(4000)]

function costOf(entry: string, other: string): Cost {
  const matching = files.map((file) => busyMs(() => covers(entry, file), 5))
  return {
    entry,
    ms: Math.max(
      ...matching,
      busyMs(() => overlap(entry, other), 5),
    ),
  }
}

const given = chance(1)
const mixed = () =>
  Array.from({ length: 1 + given.number(250) }, () => given.pick(pieces))
    .join('')
    .slice(0, 400)
const repeated = pieces.map((piece) => costOf(piece.repeat(250 / piece.length), '**/*a*'.repeat(40)))
const mixes = Array.from({ length: 60 }, () => costOf(mixed(), mixed()))
process.stdout.write(JSON.stringify([...repeated, ...mixes]))
