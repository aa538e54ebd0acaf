/**
 * Plays generated sessions twice, undisturbed and disturbed, and says where the two end differently or what else is wrong:
 * `node scripts/properties.ts [--kind KIND] [--runs N] [--seed N] [--path PATH]`. Exit code 1 when something is.
 */
import { parseArgs } from 'node:util'
import { explore } from '../test/properties/judge/explore.ts'
import { type Kind, properties } from '../test/properties/judge/properties.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { kind: text, runs: text, seed: text, path: text } })
const isKind = (name: string): name is Kind => Object.hasOwn(properties, name)

const kind = values.kind ?? 'order'
if (!isKind(kind)) throw new Error(`--kind is one of ${Object.keys(properties).join(', ')}, not ${kind}`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const wrong = await explore({ kind, runs: Number(values.runs ?? 2000), seed, path: values.path })
if (wrong !== null) console.log(wrong)
process.exitCode = wrong === null ? 0 : 1
