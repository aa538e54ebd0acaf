import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import type { Forge, Viewer } from '../domain/forge.ts'
import { lackOf } from '../domain/server.ts'
import { witnessed } from '../domain/witness.ts'
import { createLimiter, isCreatingMutation, type Limiter } from '../server/limiter.ts'
import { type Context, graphqlError } from './context.ts'
import { costOf } from './cost.ts'
import { createDocuments, type Documents, githubError } from './documents.ts'
import { noEffort, refusalFor, spend } from './effort.ts'
import { mutationRoot } from './mutations.ts'
import { NODES } from './nodes.ts'
import { queryRoot } from './query.ts'
import { createRate, type Rate } from './rate.ts'
import { githubSchema } from './schema.ts'

export interface GraphqlOptions {
  forge: Forge
  authenticate(request: Request): Viewer | Response
  /** Whether the hourly limit applies to people too; it always applies to Apps. */
  limits?: boolean
  /** Called for every field of GitHub's schema that the emulator does not have. */
  onUnknown?(field: string): void
  /** Shared with REST: GitHub counts the creations of both together. */
  limiter?: Limiter
}

interface Call {
  query: string
  variables: Record<string, unknown>
  operationName: string | null
}

const mostNodes = 500_000

/** Answers `POST /api/graphql` as GitHub does: errors of a query come with status 200. */
export function graphqlHandler(options: GraphqlOptions): (request: Request) => Promise<Response> {
  const { forge } = options
  const rate = createRate(forge.clock)
  const limiter = options.limiter ?? createLimiter({ clock: forge.clock, users: options.limits === true })
  const documents = createDocuments(githubSchema.bind(null, lackOf(forge).fields))
  const reply = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return message(404, 'Not Found')
    const viewer = options.authenticate(request)
    if (viewer instanceof Response) return viewer
    if (!('user' in viewer)) return message(401, 'This endpoint requires you to be authenticated.')
    const call = await readCall(request)
    if (typeof call === 'string') return message(400, call)
    const limited = viewer.kind === 'installation' || options.limits === true
    const unknown = new Set<string>()
    const result = await answer({ forge, viewer, call, documents, rate, limiter, limited, unknown })
    for (const field of unknown) options.onUnknown?.(field)
    return result instanceof Response ? result : Response.json(result, { headers: rate.headers(viewer) })
  }
  return (request) => witnessed(request, () => reply(request))
}

interface Answering {
  forge: Forge
  viewer: Viewer
  call: Call
  documents: Documents
  rate: Rate
  limiter: Limiter
  limited: boolean
  unknown: Set<string>
}

async function answer({
  forge,
  viewer,
  call,
  documents,
  rate,
  limiter,
  limited,
  unknown,
}: Answering): Promise<unknown> {
  const read = documents.read(call.query)
  if (!('document' in read)) return { errors: read.errors }
  const { document } = read
  const operation = getOperationAST(document, call.operationName)
  if (!operation) return { errors: [{ message: 'No operation to execute: name the one you mean.' }] }
  const cost = costOf(document, operation, call.variables)
  if (cost.nodeCount > mostNodes) return tooMany(cost.nodeCount)
  const isMutation = operation.operation === OperationTypeNode.MUTATION
  const spent = rate.spend(viewer, isMutation ? 1 : cost.cost, isMutation, limited)
  if (spent === 'primary') return rateLimited(viewer)
  if (spent === 'secondary') return secondaryLimit(60)
  const wait = isMutation ? limiter.create(viewer, creationsIn(operation)) : 0
  if (wait > 0) return secondaryLimit(wait)
  const effort = noEffort()
  const context: Context = { effort, forge, viewer, nodes: NODES, unknown, rate: { ...cost, ...spent } }
  const result = await execute({
    schema: githubSchema(lackOf(forge).fields),
    document,
    rootValue: rootOf(operation),
    contextValue: context,
    variableValues: call.variables,
    operationName: call.operationName,
    fieldResolver: resolveField,
  })
  const tooMuch = refusalFor(effort, fieldsOf(operation))
  if (tooMuch !== null) return tooMuch
  return { ...result, ...(result.errors && { errors: result.errors.map(githubError) }) }
}

/** GitHub does not document whether a request that creates five things counts as five. The emulator counts five. */
const creationsIn = ({ selectionSet }: OperationDefinitionNode): number =>
  selectionSet.selections.filter((part) => part.kind === Kind.FIELD && isCreatingMutation(part.name.value)).length

const fieldsOf = ({ selectionSet }: OperationDefinitionNode): string[] =>
  selectionSet.selections.flatMap((part) => (part.kind === Kind.FIELD ? [part.alias?.value ?? part.name.value] : []))

const rootOf = ({ operation }: OperationDefinitionNode) =>
  operation === OperationTypeNode.MUTATION ? mutationRoot : queryRoot

/** A field of GitHub's schema that the emulator does not have is null, where it may be, with the error beside it. */
const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const value = typeof source === 'object' && source !== null ? Reflect.get(source, info.fieldName) : undefined
  if (value === undefined) {
    const field = `${info.parentType.name}.${info.fieldName}`
    context.unknown.add(field)
    throw graphqlError('UNPROCESSABLE', `The emulator does not know the field ${field}.`)
  }
  const given =
    typeof value === 'function' ? value(isCounted(args, info) ? { ...args, isCounted: true } : args, context) : value
  spend(context.effort, info.fieldName, given)
  return given
}

/** Whether a list is asked for without bounds, and for nothing of its pages: `comments { totalCount }`. */
function isCounted(args: object, { fieldNodes, returnType, fragments }: GraphQLResolveInfo): boolean {
  if (!String(returnType).replace('!', '').endsWith('Connection')) return false
  if (['first', 'last'].some((name) => typeof Reflect.get(args, name) === 'number')) return false
  const paged = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((part) => {
      if (part.kind === Kind.FIELD) return ['nodes', 'edges', 'pageInfo'].includes(part.name.value)
      if (part.kind === Kind.INLINE_FRAGMENT) return paged(part.selectionSet)
      return paged(fragments[part.name.value]?.selectionSet)
    }) ?? false
  return !fieldNodes.some((node) => paged(node.selectionSet))
}

async function readCall(request: Request): Promise<Call | string> {
  const body: unknown = await request.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) return 'Problems parsing JSON'
  const query: unknown = Reflect.get(body, 'query')
  const variables: unknown = Reflect.get(body, 'variables')
  const operationName: unknown = Reflect.get(body, 'operationName')
  if (typeof query !== 'string') return 'A query attribute must be specified and must be a string.'
  return {
    query,
    variables: typeof variables === 'object' && variables !== null ? { ...variables } : {},
    operationName: typeof operationName === 'string' ? operationName : null,
  }
}

function tooMany(count: number): unknown {
  const text = `This query requests up to ${count.toLocaleString('en')} possible nodes which exceeds the maximum limit of 500,000.`
  return { errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: text }] }
}

function rateLimited(viewer: Viewer): unknown {
  const id = 'user' in viewer ? viewer.user.id : 0
  return { errors: [{ type: 'RATE_LIMITED', message: `API rate limit exceeded for user ID ${id}.` }] }
}

/** @param wait seconds */
function secondaryLimit(wait: number): Response {
  const response = message(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  )
  response.headers.set('retry-after', String(wait))
  return response
}

function message(status: number, text: string): Response {
  const body = { message: text, documentation_url: 'https://docs.github.com/graphql', status: String(status) }
  return Response.json(body, { status })
}
