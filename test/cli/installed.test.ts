/** As npm installs it: below node_modules, where Node does not load TypeScript itself. */
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the command runs below node_modules and parses long texts there', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'installed-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const home = join(dir, 'node_modules/switchyard')
  await mkdir(home, { recursive: true })
  for (const part of ['bin', 'package.json', 'src/cli', 'src/core', 'src/shell'])
    await cp(join(root, part), join(home, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'))
  const criteria = Array.from({ length: 60 }, (_, n) => `- [ ] criterion ${n}, long enough to make the text long`)
  await writeFile(
    join(dir, 'p.md'),
    `# Work Packet: x\n\n**Objective:** y\n\n## Acceptance Criteria\n${criteria.join('\n')}\n`,
  )
  const args = [join(home, 'bin/switchyard.js'), 'packet', 'lint', '--json', 'p.md']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ name: 'x', isPacket: true, problems: [{ code: 'no-boundaries' }] }],
  })
})
