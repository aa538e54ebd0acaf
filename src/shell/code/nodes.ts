/** The parser, its nodes by name, and small questions to them. */
import { type ParserOptions, parse } from '@babel/parser'

type File = ReturnType<typeof parse>
export type Statement = File['program']['body'][number]
type Of<T extends string> = Extract<Statement, { type: T }>

export type ClassNode = Of<'ClassDeclaration'>
export type ClassMember = ClassNode['body']['body'][number]
type InterfaceNode = Of<'TSInterfaceDeclaration'>
export type TypeElement = InterfaceNode['body']['body'][number]
export type VariableNode = Of<'VariableDeclaration'>
type FunctionNode = Of<'FunctionDeclaration'> | Of<'TSDeclareFunction'>
export type Parameter =
  | FunctionNode['params'][number]
  | Extract<ClassMember, { type: 'TSDeclareMethod' }>['params'][number]
export type TypeNode = Of<'TSTypeAliasDeclaration'>['typeAnnotation']
export type Expression = Of<'ExpressionStatement'>['expression']
export type ObjectNode = Extract<Expression, { type: 'ObjectExpression' }>

/** Where a node stands in its source. */
export interface Placed {
  start?: number | null
  end?: number | null
}

export const sliceOf = (source: string, node: Placed): string =>
  source.slice(node.start ?? 0, node.end ?? 0).replace(/\s+/g, ' ')

/** By the file's ending: TypeScript, JSX, or both. `.js` may hold JSX. */
export function parseCode(path: string, source: string): File {
  const typescript = /\.(?:[cm]?ts|tsx)$/.test(path)
  const jsx = !typescript || path.endsWith('.tsx')
  const plugins: ParserOptions['plugins'] = ['decorators']
  if (typescript) plugins.push(['typescript', { dts: path.endsWith('.d.ts') }])
  if (jsx) plugins.push('jsx')
  return parse(source, {
    sourceType: 'unambiguous',
    errorRecovery: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    attachComment: false,
    plugins,
  })
}

/** Name of a key that is written out; null for one that is computed or private. */
export function keyName(key: { type: string; name?: unknown; value?: unknown }, computed: boolean): string | null {
  if (key.type === 'Identifier' && !computed) return String(key.name)
  return key.type === 'StringLiteral' ? String(key.value) : null
}
