/** What one declaration brings: its name, how it is called, and its public members. */
import type { ExportedName } from '../../core/contract/reading.ts'
import {
  type ClassMember,
  type ClassNode,
  type Expression,
  keyName,
  type ObjectNode,
  type Statement,
  sliceOf,
  type TypeElement,
  type TypeNode,
  type VariableNode,
} from './nodes.ts'
import { annotation, callable, shownType, typeText } from './types.ts'

const plain = (name: string, kind: ExportedName['kind'], open = false): ExportedName => ({
  name,
  kind,
  open,
  signature: null,
  params: null,
  type: null,
})

/** A top-level declaration's names; none for any other statement. */
export function declaredBy(node: Statement, source: string): ExportedName[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return node.id ? [callable(node.id.name, 'function', node, source)] : []
    case 'ClassDeclaration':
      return node.id ? classNames(node.id.name, node, source) : []
    case 'TSInterfaceDeclaration': {
      const open = (node.extends ?? []).length > 0
      return [plain(node.id.name, 'interface', open), ...elements(node.id.name, node.body.body, source)]
    }
    case 'TSTypeAliasDeclaration':
      return aliasNames(node.id.name, node.typeAnnotation, source)
    case 'TSEnumDeclaration':
      return [plain(node.id.name, 'enum')]
    case 'TSModuleDeclaration':
      return node.id.type === 'Identifier' ? [plain(node.id.name, 'other', true)] : []
    case 'VariableDeclaration':
      return variables(node, source)
    default:
      return []
  }
}

export function classNames(name: string, node: Pick<ClassNode, 'superClass' | 'body'>, source: string): ExportedName[] {
  const members = node.body.body.flatMap((member) => classMember(name, member, source))
  return [plain(name, 'class', node.superClass != null), ...members]
}

function classMember(owner: string, node: ClassMember, source: string): ExportedName[] {
  if (!('key' in node) || node.key.type === 'PrivateName') return []
  if ('accessibility' in node && (node.accessibility === 'private' || node.accessibility === 'protected')) return []
  const key = keyName(node.key, 'computed' in node && node.computed === true)
  if (key === null) return []
  const name = `${owner}.${key}`
  if (node.type === 'ClassMethod' || node.type === 'TSDeclareMethod') {
    if (node.kind === 'constructor') return []
    return [node.kind === 'method' ? callable(name, 'member', node, source) : plain(name, 'member')]
  }
  return node.type === 'ClassProperty' ? [valueNames(name, 'member', node.value ?? null, node, source)] : []
}

function elements(owner: string, nodes: TypeElement[], source: string): ExportedName[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'TSPropertySignature' && node.type !== 'TSMethodSignature') return []
    const key = keyName(node.key, node.computed)
    if (key === null) return []
    const name = `${owner}.${key}`
    if (node.type === 'TSMethodSignature') return [callable(name, 'member', node, source)]
    return [valueNames(name, 'member', null, node, source)]
  })
}

function aliasNames(name: string, type: TypeNode, source: string): ExportedName[] {
  if (type.type === 'TSTypeLiteral') return [plain(name, 'type'), ...elements(name, type.members, source)]
  const text = typeText(type, source)
  return [{ ...plain(name, 'type', true), type: text, signature: sliceOf(source, type) }]
}

interface Annotated {
  typeAnnotation?: { type: string; typeAnnotation?: unknown } | null | undefined
}

/** A constant, a property: called when a function is what it holds. */
function valueNames(
  name: string,
  kind: ExportedName['kind'],
  value: Expression | null,
  noted: Annotated,
  source: string,
): ExportedName {
  const noting = noted.typeAnnotation?.typeAnnotation as TypeNode | undefined
  if (noting?.type === 'TSFunctionType') return callable(name, kind, noting, source)
  const type = annotation(noted, source)
  if (type !== null) return { ...plain(name, kind, true), type, signature: shownType(noted.typeAnnotation, source) }
  const held = value && unwrapped(value)
  if (held?.type === 'ArrowFunctionExpression' || held?.type === 'FunctionExpression')
    return callable(name, kind, held, source)
  return plain(name, kind, held?.type !== 'ObjectExpression' && held?.type !== 'ClassExpression')
}

function unwrapped(value: Expression): Expression {
  const wraps = ['TSAsExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression']
  return wraps.includes(value.type) && 'expression' in value && typeof value.expression === 'object'
    ? unwrapped(value.expression as Expression)
    : value
}

function variables(node: VariableNode, source: string): ExportedName[] {
  return node.declarations.flatMap(({ id, init }) => {
    if (id.type === 'Identifier') return assigned(id.name, init ?? null, id, source)
    if (id.type !== 'ObjectPattern') return []
    return id.properties.flatMap((one) =>
      one.type === 'ObjectProperty' && one.value.type === 'Identifier' ? [plain(one.value.name, 'const', true)] : [],
    )
  })
}

/** A name and what is put into it. */
export function assigned(name: string, value: Expression | null, noted: Annotated, source: string): ExportedName[] {
  const held = value && unwrapped(value)
  if (held?.type === 'ClassExpression') return classNames(name, held, source)
  const own = valueNames(name, 'const', value, noted, source)
  if (held?.type !== 'ObjectExpression') return [own]
  const spreads = held.properties.some((one) => one.type === 'SpreadElement')
  return [{ ...own, open: own.open || spreads }, ...properties(name, held, source)]
}

function properties(owner: string, node: ObjectNode, source: string): ExportedName[] {
  return node.properties.flatMap((one) => {
    if (one.type === 'SpreadElement') return []
    const key = keyName(one.key, one.computed)
    if (key === null) return []
    const name = `${owner}.${key}`
    if (one.type === 'ObjectMethod')
      return [one.kind === 'method' ? callable(name, 'member', one, source) : plain(name, 'member')]
    return [valueNames(name, 'member', one.value as Expression, {}, source)]
  })
}

/** The same under another name, members and all. */
export const renamed = (names: ExportedName[], from: string, to: string): ExportedName[] =>
  names.map((one) => ({ ...one, name: to + one.name.slice(from.length) }))
