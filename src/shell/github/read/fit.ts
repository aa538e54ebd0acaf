/** Rewrites a GraphQL document: shorter pages, and without what the server does not have. */
import {
  type ArgumentNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Lacks } from './lacks.ts'

export interface Fit {
  /** By how much pages are divided; 1: the usual sizes. Only lists that are read to their end get shorter. */
  divisor: number
  lacks: Lacks
}

/** Returns the document that fits. What was taken out is missing in the answer. */
export function fitted(document: string, { divisor, lacks }: Fit): string {
  if (divisor === 1 && lacks.isEmpty()) return document
  const whole = parse(document)
  const less = lacks.isEmpty() ? whole : withoutUnused(without(whole, lacks))
  return print(divisor === 1 ? less : shortened(less, divisor))
}

function without(document: DocumentNode, lacks: Lacks): DocumentNode {
  const drop = (set: SelectionSetNode, type: string | null, parent: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((part) => kept(part, type, parent)),
  })
  const kept = (part: SelectionNode, type: string | null, parent: string): SelectionNode[] => {
    if (part.kind === Kind.FRAGMENT_SPREAD) return [part]
    if (part.kind === Kind.INLINE_FRAGMENT) {
      const on = part.typeCondition?.name.value ?? type
      if (on !== null && lacks.type(on)) return []
      const selectionSet = drop(part.selectionSet, on, parent)
      return selectionSet.selections.length === 0 ? [] : [{ ...part, selectionSet }]
    }
    const name = part.name.value
    if (lacks.field(type, name, parent)) return []
    const given = part.arguments?.filter((each) => !lacks.argument(name, each.name.value)) ?? []
    const field: FieldNode = { ...part, arguments: given.map((each) => withoutTypes(each, lacks)) }
    if (part.selectionSet === undefined) return [field]
    const selectionSet = drop(part.selectionSet, null, part.alias?.value ?? name)
    return selectionSet.selections.length === 0 ? [] : [{ ...field, selectionSet }]
  }
  return {
    ...document,
    definitions: document.definitions.flatMap((part): DefinitionNode[] => {
      if (part.kind === Kind.FRAGMENT_DEFINITION) {
        const type = part.typeCondition.name.value
        if (lacks.type(type)) return []
        return [{ ...part, selectionSet: drop(part.selectionSet, type, `fragment ${part.name.value}`) }]
      }
      if (part.kind !== Kind.OPERATION_DEFINITION) return [part]
      return [{ ...part, selectionSet: drop(part.selectionSet, 'Query', 'query') }]
    }),
  }
}

/** Kinds of events are named as types (`CommentDeletedEvent`) and as values (`COMMENT_DELETED_EVENT`). */
function withoutTypes(argument: ArgumentNode, lacks: Lacks): ArgumentNode {
  const { value } = argument
  if (value.kind !== Kind.LIST) return argument
  const values = value.values.filter((each) => each.kind !== Kind.ENUM || !lacks.value(each.value))
  return { ...argument, value: { ...value, values } }
}

/** GitHub refuses fragments and variables that nothing uses. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const spreads = new Set<string>()
  const variables = new Set<string>()
  visit(document, {
    FragmentSpread: ({ name }) => void spreads.add(name.value),
    Field: (field) => void visit(field, { Variable: ({ name }) => void variables.add(name.value) }),
  })
  const defined = new Set(
    document.definitions.flatMap((part) => (part.kind === Kind.FRAGMENT_DEFINITION ? [part.name.value] : [])),
  )
  const next = visit(document, {
    FragmentSpread: ({ name }) => (defined.has(name.value) ? undefined : null),
    FragmentDefinition: ({ name }) => (spreads.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  })
  const isSettled = print(next) === print(document)
  return isSettled ? next : withoutUnused(next)
}

function shortened(document: DocumentNode, divisor: number): DocumentNode {
  const paged = fragmentsWithPages(document)
  return visit(document, {
    Field(field) {
      if (field.selectionSet === undefined || !hasPages(field.selectionSet, paged)) return undefined
      const shorter = (argument: ArgumentNode): ArgumentNode => {
        if (argument.name.value !== 'first' || argument.value.kind !== Kind.INT) return argument
        const size = Math.max(1, Math.floor(Number(argument.value.value) / divisor))
        return { ...argument, value: { kind: Kind.INT, value: String(size) } }
      }
      return { ...field, arguments: (field.arguments ?? []).map(shorter) }
    },
  })
}

const hasPages = (set: SelectionSetNode, paged: ReadonlySet<string>): boolean =>
  set.selections.some(
    (part) =>
      (part.kind === Kind.FIELD && part.name.value === 'pageInfo') ||
      (part.kind === Kind.FRAGMENT_SPREAD && paged.has(part.name.value)),
  )

function fragmentsWithPages({ definitions }: DocumentNode): Set<string> {
  const none = new Set<string>()
  return new Set(
    definitions.flatMap((part) =>
      part.kind === Kind.FRAGMENT_DEFINITION && hasPages(part.selectionSet, none) ? [part.name.value] : [],
    ),
  )
}
