/** The dependency graph, as Mermaid. GitHub: at most 50,000 characters and 500 edges are drawn. */

import type { DependencyState, PacketState } from '../../state/packet.ts'
import { STATUSES } from '../../status/statuses.ts'
import { mermaidLabel } from '../escape.ts'
import { statusColor } from '../status.ts'

const MAX_EDGES = 500
const MAX_CHARACTERS = 50_000
const MAX_NODES = 400

/** Returns the graph as a fenced block; null when there is nothing to draw or it would be too big. */
export function graph(packets: PacketState[]): string | null {
  if (packets.length === 0 || packets.length > MAX_NODES) return null
  const edges = packets.flatMap((p) =>
    p.dependencies.filter((d) => d.state !== 'nobody').map((d) => edge(p, d, packets)),
  )
  if (edges.length > MAX_EDGES) return null
  const lines = ['graph LR', ...packets.map(node), ...outsiders(packets), ...edges, ...classes(packets)]
  const drawn = lines.join('\n  ')
  return drawn.length > MAX_CHARACTERS ? null : `\`\`\`mermaid\n${drawn}\n\`\`\``
}

function node(p: PacketState): string {
  return `p${p.issue}["${mermaidLabel(p.name)}"]:::${p.status}`
}

const isPacket = (d: DependencyState, packets: PacketState[]): boolean => packets.some((p) => p.issue === d.issue)

/** Dependencies on something that is not a packet of this session: an ordinary issue, or a packet not filed yet. */
function outsiders(packets: PacketState[]): string[] {
  const named = packets.flatMap((p) => p.dependencies).filter((d) => d.state !== 'nobody' && !isPacket(d, packets))
  const byId = new Map(named.map((d) => [nodeId(d), `${nodeId(d)}(["${mermaidLabel(d.name)}"])`]))
  return [...byId.values()]
}

/** Letters and digits only: an id must not be a Mermaid keyword. */
function nodeId(d: DependencyState): string {
  if (d.issue !== null) return `p${d.issue}`
  return `n${[...d.name].map((c) => (/[a-z0-9]/i.test(c) ? c : `_${c.codePointAt(0)}_`)).join('')}`
}

function edge(p: PacketState, d: DependencyState, packets: PacketState[]): string {
  const from = isPacket(d, packets) ? `p${d.issue}` : nodeId(d)
  return `${from} ${d.kind === 'soft' ? '-.->' : '-->'} p${p.issue}`
}

function classes(packets: PacketState[]): string[] {
  const used = STATUSES.filter((status) => packets.some((p) => p.status === status))
  return used.map((status) => {
    const color = statusColor(status)
    return `classDef ${status} fill:#${color},stroke:#57606a,color:#${isDark(color) ? 'ffffff' : '1f2328'}`
  })
}

/** Perceived brightness, so that the label can be read on its colour. */
function isDark(color: string): boolean {
  const [r, g, b] = [0, 2, 4].map((i) => Number.parseInt(color.slice(i, i + 2), 16))
  return 0.299 * (r ?? 0) + 0.587 * (g ?? 0) + 0.114 * (b ?? 0) < 140
}
