/** Measures the cost of a decision as a session grows. It should grow linearly with the packets. */
import { decide } from '../src/core/decide.ts'
import { createWorld, packetText } from '../test/core/support/world.ts'
import { sideBySide } from './side-by-side.ts'

/** Makes a settled session with this many packets. Some have a comment. */
function session(packets: number) {
  const w = createWorld({ config: `agents: [agent]\ntest: npm test\ncapacity: 50\n` })
  w.file('maintainer', 'Session: large', '')
  for (let i = 0; i < packets; i += 1) {
    const hard = i > 2 && i % 3 === 0 ? `p${i - 3}` : 'None'
    const n = w.file('maintainer', `Work Packet: p${i}`, packetText({ hard, inScope: `src/p${i}/` })).number
    if (i < 40) w.comment('agent', n, '/status running 40% half of it')
  }
  w.settle()
  return w.snapshot
}

const sizes = [10, 25, 60, 250].map((packets) => ({ packets, snapshot: session(packets) }))
await sideBySide(
  'One decision over a settled session',
  sizes.map(({ packets, snapshot }) => ({ name: `${packets} packets`, run: () => decide(snapshot) })),
)
