/** Finds every REST request in the source of the bot and the command line by reading the syntax trees. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ParseResult, parse } from '@babel/parser'
import { Octokit } from '@octokit/rest'
import { operationOf } from './operations.ts'
import type { Json } from './schemas.ts'

export interface SourceCall {
  /** Such as `src/shell/github/app.ts:76`. */
  at: string
  /** As written, such as `GET /repos/{owner}/{repo}/issues`; null when it is composed at run time. */
  route: string | null
  /** Names of the parameters that the source shows; `...` stands for those that it does not. */
  names: string[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))

export const sources = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  )

/** Files that hold the bot's routes. Dispatch adapters declare theirs in the core; the shell only sends them. */
export const sourcesOfBot = (): string[] => sources('src/shell', 'src/core/dispatch')

export const textOf = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

const treeOf = (file: string): ParseResult => parse(textOf(file), { sourceType: 'module', plugins: ['typescript'] })

type Node = Json & { type: string }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** The nodes below and including this one, parents first. */
function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesIn(each)
  if (!isNode(value)) return
  yield value
  for (const [key, each] of Object.entries(value)) if (key !== 'loc' && typeof each === 'object') yield* nodesIn(each)
}

/** Returns the text of a literal; null for any other node, and for a text that is composed at run time. */
function literal(value: unknown): string | null {
  if (!isNode(value)) return null
  if (value.type === 'StringLiteral') return String(value.value)
  const { quasis } = value as unknown as { quasis?: { value: { cooked: string } }[] }
  return value.type === 'TemplateLiteral' && quasis?.length === 1 ? (quasis[0]?.value.cooked ?? null) : null
}

/** Methods that take a route and send the request. */
const senders = new Set(['request', 'list', 'look', 'get', 'send'])

export function callsIn(file: string): SourceCall[] {
  const tree = treeOf(file)
  const declared = declarations(tree)
  return [...nodesIn(tree.program)].flatMap((node) => {
    const callee = (node.callee ?? {}) as Node
    const property = (callee.property ?? {}) as Node
    const typed = node.type === 'CallExpression' ? typedRoute(callee) : null
    if (typed !== null) {
      const [given] = node.arguments as Node[]
      return [
        { at: `${file}:${lineOf(node)}`, route: typed, names: given ? namesOf(given, declared, lineOf(node)) : [] },
      ]
    }
    const name = callee.type === 'MemberExpression' ? property.name : callee.name
    if (node.type !== 'CallExpression' || !senders.has(String(name))) return []
    const [first, second] = node.arguments as Node[]
    const start = lineOf(node)
    const text = literal(declaredAs(first, declared, start))
    const route = text?.startsWith('/') ? `GET ${text}` : text
    // Maps have a `get`, and much else has a `request`: without a route only those of a client count.
    if (!route?.match(/^[A-Z]+ \//) && !isClient(callee)) return []
    return [{ at: `${file}:${start}`, route, names: second ? namesOf(second, declared, start) : [] }]
  })
}

const lineOf = (node: Node): number => (node.loc as { start: { line: number } }).start.line

/** The name of an identifier, or of the property that a member expression reads. */
function nameAt(node: unknown): string {
  const { name, property } = (node ?? {}) as { name?: string; property?: { name?: string } }
  return property?.name ?? name ?? ''
}

const isClient = ({ object }: Node): boolean => nameAt(object) === 'octokit'

const methods = new Octokit().rest as unknown as Record<
  string,
  Record<string, { endpoint: { DEFAULTS: { method: string; url: string } } }>
>

/** The route of a typed method such as `rest.issues.get`; null for any other function. */
function typedRoute({ type, object, property }: Node): string | null {
  const scope = (object ?? {}) as Node
  if (type !== 'MemberExpression' || scope.type !== 'MemberExpression' || nameAt(scope.object) !== 'rest') return null
  const endpoint = methods[nameAt(scope)]?.[nameAt(property)]?.endpoint.DEFAULTS
  return endpoint ? `${endpoint.method} ${endpoint.url}` : null
}

interface Declared {
  name: string
  line: number
  value: Node
}

const declarations = (tree: ParseResult): Declared[] =>
  [...nodesIn(tree.program)].flatMap((node) => {
    if (node.type !== 'VariableDeclarator' || !isNode(node.init)) return []
    const { name } = node.id as { name?: string }
    return name ? [{ name, line: lineOf(node), value: node.init }] : []
  })

/** Resolves a name to the nearest declaration above. */
function declaredAs(node: Node | undefined, declared: Declared[], line: number): Node | undefined {
  if (node?.type !== 'Identifier') return node
  return declared.findLast((each) => each.name === node.name && each.line <= line)?.value ?? node
}

/** `at` is a repository's owner and name everywhere. */
const places = new Set(['at'])

function namesOf(given: Node, declared: Declared[], line: number): string[] {
  const node = declaredAs(given, declared, line)
  const last = (node?.property ?? node) as Node | undefined
  if (places.has(String(last?.name))) return ['owner', 'repo']
  if (node?.type !== 'ObjectExpression') return ['...']
  return (node.properties as Node[]).flatMap((each) =>
    each.type === 'SpreadElement'
      ? namesOf(each.argument as Node, declared, line)
      : [String((each.key as Node).name ?? (each.key as Node).value)],
  )
}

/** Returns the routes of calls, and routes in other literals, such as tables. */
export function routesIn(file: string): (SourceCall & { route: string })[] {
  const calls = callsIn(file).flatMap(({ at, route, names }) => (route === null ? [] : [{ at, route, names }]))
  const known = new Set(calls.map(({ route }) => route))
  const others = [...new Set(literalsIn(file))]
    .filter((text) => /^(?:(?:GET|POST|PUT|PATCH|DELETE) )?\/\w[^\s?]*[^\s?/]$/.test(text))
    .map((text) => (text.startsWith('/') ? `GET ${text}` : text))
    .filter((route) => !known.has(route) && (/^GET \/repos\/|^(?!GET)/.test(route) || nameOf(route) !== null))
  return [...calls, ...others.map((route) => ({ at: file, route, names: ['...'] }))]
}

/** Returns GitHub's name of a route in the source; null when GitHub has no such route. */
export function nameOf(route: string): string | null {
  const [method = '', path = ''] = route.split(' ')
  return operationOf(method, path.replaceAll(/\{\w+\}/g, '1'))?.route ?? null
}

/** Returns the texts in a file; of a composed text only its beginning. */
export const literalsIn = (file: string): string[] =>
  [...nodesIn(treeOf(file).program)].flatMap((node) => {
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return []
    const [first] = (node.quasis as { value: { cooked: string } }[] | undefined) ?? []
    return literal(node) ?? first?.value.cooked ?? []
  })
