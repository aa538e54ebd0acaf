/** Counts what was held against GitHub's descriptions: routes, webhooks, and the fields of what was sent. */
import type { Exchange } from '@switchyard/github-emulator/witness'
import { responseProblems } from './exchange.ts'
import { operationOf } from './operations.ts'
import type { Json, OnObject } from './schemas.ts'
import { askedOf, isDiff, parsed } from './watch.ts'
import { webhookProblems } from './webhooks.ts'

export interface Shares {
  exchange(exchange: Exchange): void
  webhook(event: string, action: string | null, payload: Record<string, unknown>): void
  /** GitHub's names of the routes that were answered well. */
  routes: Set<string>
  webhooks: Set<string>
  /** Fields that the descriptions have for the objects that were sent, and how many of them were there. */
  fields(): { described: number; sent: number }
  /** Fields that the descriptions have and that were never there, by where the object was seen first. */
  empty(): { place: string; names: string[] }[]
  /** Fields that no description has, by where they were. */
  strange: Set<string>
}

export function countShares(): Shares {
  const [routes, webhooks, strange] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const seen = new Map<Json, Set<string>>()
  const firstSeen = new Map<Json, string>()
  /** Parts of one description speak of the same object, so what is strange shows only when all have spoken. */
  const counting = (label: string) => {
    const known = new Map<Json, { place: string; names: Set<string> | null }>()
    const onObject: OnObject = (schema, value, place) => {
      const names = Object.keys(schema.properties as Json)
      const there = seen.get(schema) ?? new Set<string>()
      for (const name of names) if (Object.hasOwn(value, name)) there.add(name)
      seen.set(schema, there)
      if (!firstSeen.has(schema)) firstSeen.set(schema, `${label}: ${place || '/'}`)
      const before = known.get(value)?.names
      const open = Boolean(schema.additionalProperties) || before === null
      known.set(value, { place, names: open ? null : new Set([...(before ?? []), ...names]) })
    }
    const end = () => {
      for (const [value, { place, names }] of known)
        for (const name of Object.keys(value)) if (names?.has(name) === false) strange.add(`${label}: ${place}/${name}`)
    }
    return { onObject, end }
  }
  return {
    exchange({ request, sent, status, headers, text }) {
      const asked = askedOf(request, sent)
      const operation = asked && operationOf(asked.method, asked.path)
      if (!asked || !operation || status >= 400) return
      routes.add(operation.route)
      if (isDiff(headers)) return
      const { onObject, end } = counting(operation.route)
      responseProblems(asked, status, parsed(text), onObject)
      end()
    },
    webhook(event, action, payload) {
      const label = action === null ? event : `${event}.${action}`
      webhooks.add(label)
      const { onObject, end } = counting(`webhook ${label}`)
      webhookProblems(event, action, payload, onObject)
      end()
    },
    routes,
    webhooks,
    strange,
    empty: () =>
      [...seen].flatMap(([schema, there]) => {
        const names = Object.keys(schema.properties as Json).filter((name) => !there.has(name))
        return names.length === 0 ? [] : [{ place: firstSeen.get(schema) ?? '', names }]
      }),
    fields() {
      const counts = [...seen].map(([{ properties }, there]) => [Object.keys(properties as Json).length, there.size])
      const sum = (n: 0 | 1) => counts.reduce((all, each) => all + (each[n] ?? 0), 0)
      return { described: sum(0), sent: sum(1) }
    },
  }
}
