/** Types and signatures as texts: what means the same is written the same. */
import type { ExportedName, Param } from '../../core/contract/reading.ts'
import { keyName, type Parameter, type Placed, sliceOf, type TypeElement, type TypeNode } from './nodes.ts'

interface Annotated {
  typeAnnotation?: { type: string; typeAnnotation?: unknown } | null | undefined
}

/** The type after a colon; null when there is none. */
export function annotation(node: Annotated, source: string): string | null {
  const noted = node.typeAnnotation
  return noted?.type === 'TSTypeAnnotation' ? typeText(noted.typeAnnotation as TypeNode, source) : null
}

/** Unions and members in order of the alphabet, `T[]` as `Array<T>`, one kind of quote. */
export function typeText(node: TypeNode, source: string): string {
  const text = (inner: TypeNode) => typeText(inner, source)
  switch (node.type) {
    case 'TSUnionType':
      return node.types.map(text).sort().join(' | ')
    case 'TSIntersectionType':
      return node.types.map(text).sort().join(' & ')
    case 'TSParenthesizedType':
      return text(node.typeAnnotation)
    case 'TSArrayType':
      return `Array<${text(node.elementType)}>`
    case 'TSTupleType':
      return `[${node.elementTypes.map((one) => (one.type === 'TSNamedTupleMember' ? text(one.elementType) : text(one as TypeNode))).join(', ')}]`
    case 'TSTypeReference': {
      const given = node.typeArguments?.params ?? []
      return sliceOf(source, node.typeName) + (given.length > 0 ? `<${given.map(text).join(', ')}>` : '')
    }
    case 'TSTypeLiteral':
      return node.members.length === 0
        ? '{}'
        : `{ ${node.members
            .map((one) => memberText(one, source))
            .sort()
            .join('; ')} }`
    case 'TSFunctionType': {
      const call = callOf(node, source)
      return `((${call.params.map(paramText).join(', ')}) => ${call.type ?? 'any'})`
    }
    default:
      return sliceOf(source, node).replaceAll('"', "'")
  }
}

function memberText(node: TypeElement, source: string): string {
  if (node.type === 'TSPropertySignature') {
    const name = keyName(node.key, node.computed) ?? sliceOf(source, node.key)
    return `${name}${node.optional ? '?' : ''}: ${annotation(node, source) ?? 'any'}`
  }
  if (node.type === 'TSMethodSignature' && node.kind === 'method') {
    const call = callOf(node, source)
    const name = keyName(node.key, node.computed) ?? sliceOf(source, node.key)
    return `${name}${node.optional ? '?' : ''}: ((${call.params.map(paramText).join(', ')}) => ${call.type ?? 'any'})`
  }
  return sliceOf(source, node).replace(/[;,]$/, '')
}

const paramText = (param: Param): string =>
  `${param.rest ? '...' : ''}${param.type ?? 'any'}${param.optional ? '?' : ''}`

interface Callable {
  params: Parameter[]
  returnType?: { type: string; typeAnnotation?: unknown } | null
}

/** Parameters and result of anything that can be called. */
function callOf(node: Callable, source: string): { params: Param[]; type: string | null; signature: string } {
  const params = node.params.filter((one) => !isThis(one)).map((one) => paramOf(one, source))
  const type = annotation({ typeAnnotation: node.returnType }, source)
  const shown = node.params.map((one) => sliceOf(source, one)).join(', ')
  return { params, type, signature: `(${shown})${type === null ? '' : `: ${shownType(node.returnType, source)}`}` }
}

/** As it is written, for people. */
export const shownType = (noted: unknown, source: string): string =>
  sliceOf(source, noted as Placed).replace(/^:\s*/, '')

const isThis = (node: Parameter): boolean => node.type === 'Identifier' && node.name === 'this'

function paramOf(node: Parameter, source: string): Param {
  if (node.type === 'TSParameterProperty') return paramOf(node.parameter, source)
  if (node.type === 'AssignmentPattern')
    return { type: annotation(node.left as Annotated, source), optional: true, rest: false }
  const optional = 'optional' in node && node.optional === true
  return { type: annotation(node as Annotated, source), optional, rest: node.type === 'RestElement' }
}

/** A name that is called like this. */
export function callable(name: string, kind: ExportedName['kind'], node: Callable, source: string): ExportedName {
  const { params, type, signature } = callOf(node, source)
  return { name, kind, params, type, signature, open: false }
}
