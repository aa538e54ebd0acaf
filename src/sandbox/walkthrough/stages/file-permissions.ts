import { packets } from '../packets.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

export const filePermissions: Stage = {
  happens: 'permissions is filed; it needs api-users and tests-users',
  async play(scene) {
    await scene.file('permissions', ['packet', 'create', 'permissions', '--file', '-'], packets.permissions)
    await scene.reaches('permissions', 'waiting')
    expect(!(await scene.hasBranch('permissions')), 'permissions got its branch too early')
    return 'waits for tests-users, as api-users is delivered'
  },
}
