import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function packet(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/packet.ts', ...args], {
    cwd: root,
    input,
    encoding: 'utf8',
  })
  return { status, stdout, stderr, lines: stdout.split('\n').filter(Boolean) }
}

describe('lint', () => {
  test('prints nothing for a good packet', () => {
    expect(packet(['lint', 'fixtures/packets/template.md'])).toMatchObject({ status: 0, stdout: '' })
  })

  test('prints FILE:LINE: and exits with code 1 on an error', () => {
    const { status, lines } = packet(['lint', 'fixtures/packets/broken.md'])
    expect(status).toBe(1)
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line).toMatch(/^fixtures\/packets\/broken\.md:[1-9]\d*: (error|warning): .+\.$/)
    expect(lines).toContainEqual(expect.stringContaining('broken.md:3: error: The branch `main`'))
  })

  test('exits with code 0 when there are only warnings', () => {
    const body = '# Work Packet: a\n\n**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n'
    const { status, lines } = packet(['lint', '-'], body)
    expect(status).toBe(0)
    expect(lines).toEqual([expect.stringMatching(/^-:1: warning: The packet has no boundaries\./)])
  })

  test('warns about a text that is not a packet', () => {
    const { status, lines } = packet(
      ['lint', '--title', 'api', '-'],
      '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n',
    )
    expect(status).toBe(0)
    expect(lines[0]).toContain('warning: This is not a packet.')
  })

  test('--json prints one object per file and exits with code 0', () => {
    const { status, lines } = packet(['lint', '--json', 'fixtures/packets/template.md', 'fixtures/packets/broken.md'])
    expect(status).toBe(0)
    const [good, bad] = lines.map((line) => JSON.parse(line))
    expect(good).toEqual({
      file: 'fixtures/packets/template.md',
      isPacket: true,
      name: 'invoices-api',
      objective: 'Serve invoices over REST',
      branch: 'feature/invoices-api',
      session: 'billing',
      risk: 'medium',
      acceptance: [
        { text: 'GET /api/invoices - List invoices (paginated)', checked: false },
        { text: 'Errors have a `code`, and a message', checked: true },
      ],
      inScope: ['src/api/invoices/', 'src/{types,lib}/invoice.ts', 'src/app/invoices/[id]/'].map((path) => ({
        text: path,
        path,
      })),
      outOfScope: ['Database schema', 'rendering (later)', 'UI'].map((text) => ({ text, path: null })),
      hard: ['#12', 'auth'],
      soft: ['invoices-db'],
      contract: expect.stringContaining('InvoiceRepository'),
      problems: [],
    })
    expect(bad).toMatchObject({
      isPacket: true,
      objective: null,
      session: null,
      risk: null,
      contract: null,
      acceptance: [],
    })
    expect(bad.problems[0]).toEqual({
      code: 'bad-name',
      severity: 'error',
      line: 1,
      message: expect.stringContaining('`no-good-name`'),
    })
  })

  test('--title sets the title of the issue', () => {
    const { lines } = packet(['lint', '--json', '--title', 'Work Packet: api', '-'], 'x')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ isPacket: true, name: 'api' })
  })
})

describe('comment', () => {
  test('--json prints the report and the commands', () => {
    const { status, lines } = packet(['comment', '--json', 'fixtures/comments/blocked.md', '-'], 'Nice work')
    expect(status).toBe(0)
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        file: 'fixtures/comments/blocked.md',
        report: { kind: 'blocked', percent: 60, question: 'is the page size fixed?', reason: 'The mock has no paging' },
        commands: [{ name: 'scope', args: 'add src/types/ - the shared type lives there', line: 12 }],
      },
      { file: '-', report: null, commands: [] },
    ])
  })

  test('prints the report and the commands as text', () => {
    expect(packet(['comment', 'fixtures/comments/blocked.md']).lines).toEqual([
      'fixtures/comments/blocked.md:1: report: blocked 60%',
      'fixtures/comments/blocked.md:1: question: is the page size fixed?',
      'fixtures/comments/blocked.md:12: command: /scope add src/types/ - the shared type lives there',
    ])
  })
})

describe('wrong use', () => {
  test.each([[[]], [['lint']], [['check', 'a.md']], [['lint', '--nope', 'a.md']]])('%j prints the usage', (args) => {
    const { status, stderr, stdout } = packet(args)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('Usage:')
  })

  test('reports a file that does not exist and reads the others', () => {
    const { status, stderr, lines } = packet(['lint', '--json', 'nowhere.md', 'fixtures/packets/template.md'])
    expect(status).toBe(2)
    expect(stderr).toContain('nowhere.md')
    expect(lines).toHaveLength(1)
  })
})
