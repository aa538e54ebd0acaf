/** What one file exports and imports, as its syntax tree shows: no file is ever run or resolved. */
import type { ExportedName, FileExports } from '../../core/contract/reading.ts'
import { assigned, classNames, declaredBy, renamed } from './names.ts'
import { type Expression, keyName, parseCode, type Statement } from './nodes.ts'

/** So many names of one file are kept. */
const MOST = 2000
const LONGEST = 300

/** Throws what the parser throws for a text it cannot make sense of. Takes as long as the text makes it: bound it. */
export function exportsOf(path: string, source: string): Omit<FileExports, 'path' | 'error'> {
  const { program } = parseCode(path, source)
  const locals = localsOf(program.body, source)
  for (const [name, one] of importedIn(program.body)) if (!locals.has(name)) locals.set(name, [one])
  const names = program.body.flatMap((node) => exported(node, locals, source))
  const stars = program.body.flatMap((node) => (node.type === 'ExportAllDeclaration' ? [node.source.value] : []))
  return {
    names: names.slice(0, MOST).map(bounded),
    imports: [...new Set(importsOf(program.body))].slice(0, MOST),
    ...(stars.length > 0 && { stars: stars.filter((name) => name.length <= LONGEST).slice(0, MOST) }),
  }
}

/** What a piece of a contract declares, with or without `export`. */
export function declarationsOf(code: string): ExportedName[] {
  const { program } = parseCode('contract.ts', code)
  const names = program.body.flatMap((node) => {
    const own = 'declaration' in node && node.declaration ? (node.declaration as Statement) : node
    return declaredBy(own, code)
  })
  return names.slice(0, MOST).map(bounded)
}

const bounded = (one: ExportedName): ExportedName => ({
  ...one,
  name: one.name.slice(0, LONGEST),
  signature: one.signature?.slice(0, LONGEST) ?? null,
})

type Locals = Map<string, ExportedName[]>

function localsOf(body: Statement[], source: string): Locals {
  const locals: Locals = new Map()
  for (const node of body) {
    const own = 'declaration' in node && node.declaration ? (node.declaration as Statement) : node
    for (const one of declaredBy(own, source)) {
      const owner = one.name.split('.')[0] ?? one.name
      locals.set(owner, [...(locals.get(owner) ?? []), one])
    }
  }
  return locals
}

const elsewhere = (name: string, from?: ExportedName['from']): ExportedName[] => [
  { name, kind: 'other', signature: null, params: null, type: null, open: true, ...(from && { from }) },
]

/** What the file brings in from others, by the name it has here. */
function importedIn(body: Statement[]): [string, ExportedName][] {
  return body.flatMap((node) => {
    if (node.type !== 'ImportDeclaration') return []
    const module = node.source.value
    return node.specifiers.flatMap((one): [string, ExportedName][] => {
      if (one.type === 'ImportNamespaceSpecifier') return []
      const name = one.type === 'ImportDefaultSpecifier' ? 'default' : (keyName(one.imported, false) ?? '')
      return elsewhere(one.local.name, { module, name }).map((found) => [one.local.name, found])
    })
  })
}

/** A name of this file, or one that it brings from another. */
const local = (name: string, as: string, locals: Locals): ExportedName[] =>
  locals.has(name) ? renamed(locals.get(name) ?? [], name, as) : elsewhere(as)

function exported(node: Statement, locals: Locals, source: string): ExportedName[] {
  switch (node.type) {
    case 'ExportNamedDeclaration': {
      if (node.declaration) return declaredBy(node.declaration as Statement, source)
      return node.specifiers.flatMap((one) => {
        const as = keyName(one.exported, false) ?? ''
        if (one.type !== 'ExportSpecifier') return elsewhere(as)
        if (node.source) return elsewhere(as, { module: node.source.value, name: keyName(one.local, false) ?? '' })
        return local(keyName(one.local, false) ?? '', as, locals)
      })
    }
    case 'ExportDefaultDeclaration':
      return byDefault(node.declaration as Statement | Expression, locals, source)
    case 'TSExportAssignment':
      return node.expression.type === 'Identifier' ? local(node.expression.name, node.expression.name, locals) : []
    case 'ExpressionStatement':
      return commonJs(node.expression, locals, source)
    default:
      return []
  }
}

/** What is exported by default counts under its own name, too. */
function byDefault(node: Statement | Expression, locals: Locals, source: string): ExportedName[] {
  if (node.type === 'Identifier')
    return [...local(node.name, 'default', locals), ...local(node.name, node.name, locals)]
  if (node.type === 'ClassDeclaration' && !node.id) return classNames('default', node, source)
  const own = declaredBy(node as Statement, source)
  const name = own[0]?.name
  if (name !== undefined) return [...own, ...renamed(own, name, 'default')]
  return assigned('default', node as Expression, {}, source)
}

/** `module.exports = { … }`, `module.exports = Name`, `exports.name = …`. */
function commonJs(node: Expression, locals: Locals, source: string): ExportedName[] {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return []
  const { object, property, computed } = node.left
  const key = property.type === 'PrivateName' ? null : keyName(property, computed)
  const whole = object.type === 'Identifier' && object.name === 'module' && key === 'exports'
  if (whole) return wholeModule(node.right, locals, source)
  if (key === null || !isExports(object)) return []
  return node.right.type === 'Identifier' ? local(node.right.name, key, locals) : assigned(key, node.right, {}, source)
}

function isExports(node: { type: string }): boolean {
  if (node.type === 'Identifier') return 'name' in node && node.name === 'exports'
  if (node.type !== 'MemberExpression') return false
  const { object, property } = node as { type: string; object?: { name?: unknown }; property?: { name?: unknown } }
  return object?.name === 'module' && property?.name === 'exports'
}

function wholeModule(value: Expression, locals: Locals, source: string): ExportedName[] {
  if (value.type === 'Identifier')
    return [...local(value.name, 'default', locals), ...local(value.name, value.name, locals)]
  if (value.type === 'ClassExpression' && value.id) return classNames(value.id.name, value, source)
  if (value.type !== 'ObjectExpression') return assigned('default', value, {}, source)
  return value.properties.flatMap((one) => {
    if (one.type === 'SpreadElement') return []
    const key = keyName(one.key, one.computed)
    if (key === null) return []
    if (one.type === 'ObjectMethod') return elsewhere(key)
    return one.value.type === 'Identifier'
      ? local(one.value.name, key, locals)
      : assigned(key, one.value as Expression, {}, source)
  })
}

/** Names of modules in `import`, `export … from`, `require()` and `import()`, wherever they stand. */
function importsOf(body: Statement[]): string[] {
  const found: string[] = []
  const left: unknown[] = [...body]
  while (left.length > 0) {
    const node = left.pop()
    if (Array.isArray(node)) left.push(...node)
    else if (isNode(node)) {
      const name = moduleIn(node)
      if (name !== null) found.push(name)
      for (const [key, value] of Object.entries(node))
        if (!SKIPPED.has(key) && typeof value === 'object') left.push(value)
    }
  }
  return found.filter((name) => name.length <= LONGEST)
}

const SKIPPED = new Set(['loc', 'errors', 'tokens', 'comments', 'extra', 'typeAnnotation', 'returnType'])

interface AnyNode {
  type: string
  source?: unknown
  callee?: unknown
  arguments?: unknown
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

function moduleIn(node: AnyNode): string | null {
  if (/^(?:Import(?:Declaration|Expression)|Export(?:Named|All)Declaration)$/.test(node.type))
    return textOf(node.source)
  const { callee } = node
  if (node.type !== 'CallExpression' || !isNode(callee) || !Array.isArray(node.arguments)) return null
  const requires = callee.type === 'Import' || ('name' in callee && callee.name === 'require')
  return requires ? textOf(node.arguments[0]) : null
}

const textOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'StringLiteral' && 'value' in node && typeof node.value === 'string' ? node.value : null
