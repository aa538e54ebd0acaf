/** A packet's text. */
export const packetText = (
  more: {
    objective?: string
    branch?: string
    criteria?: string[]
    inScope?: string
    outOfScope?: string
    risk?: string
    hard?: string
    soft?: string | undefined
    contract?: string | undefined
  } = {},
): string =>
  [
    `**Objective:** ${more.objective ?? 'Do the work'}`,
    more.branch ? `**Branch:** \`${more.branch}\`` : '',
    more.risk ? `**Risk:** ${more.risk}` : '',
    '## Acceptance Criteria',
    ...(more.criteria ?? ['it works']).map((one) => `- [ ] ${one}`),
    '## Boundaries',
    `**In Scope:** ${more.inScope ?? 'src/'}`,
    more.outOfScope ? `**Out of Scope:** ${more.outOfScope}` : '',
    '## Dependencies',
    `**Hard:** ${more.hard ?? 'None'}`,
    `**Soft:** ${more.soft ?? 'None'}`,
    more.contract ? `## Interface Contract\n${more.contract}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n\n')
