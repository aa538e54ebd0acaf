/** The issue forms that are offered to a repository; `npm run docs` writes them to `docs/forms/`, too. */

export const PACKET_FORM = `name: Work packet (form)
description: One unit of work for one agent.
title: "Work Packet: "
labels: ["packet"]
body:
  - type: markdown
    attributes:
      value: |
        Fill in what you know. The bot comments on what is missing, and reads the issue again whenever you edit it.
  - type: input
    id: name
    attributes:
      label: Packet name
      description: Letters, digits, \`-\`, \`_\` and \`.\`, at most 50. The same name goes into the title.
      placeholder: api-users
  - type: textarea
    id: objective
    attributes:
      label: Objective
      description: What is there when this is done, in a sentence.
    validations:
      required: true
  - type: input
    id: branch
    attributes:
      label: Branch
      description: Leave empty for \`feature/NAME\`.
      placeholder: feature/api-users
  - type: dropdown
    id: risk
    attributes:
      label: Risk
      description: How soon a silent agent is listed, and whether a merge needs a review.
      options:
        - low
        - medium
        - high
  - type: input
    id: session
    attributes:
      label: Session
      description: Leave empty for the newest open session.
  - type: textarea
    id: acceptance
    attributes:
      label: Acceptance criteria
      description: One box each. The agent ticks them.
      placeholder: |
        - [ ] GET /api/users lists users, paginated
    validations:
      required: true
  - type: textarea
    id: in-scope
    attributes:
      label: In scope
      description: Paths or globs the packet may change, one a line.
      placeholder: src/app/api/users/
  - type: textarea
    id: out-of-scope
    attributes:
      label: Out of scope
      description: Paths it must not change, one a line. Words are fine too, they are shown but cannot be checked.
  - type: textarea
    id: hard
    attributes:
      label: Hard dependencies
      description: Packets (or \`#12\`) that must be merged before this one starts, one a line.
  - type: textarea
    id: soft
    attributes:
      label: Soft dependencies
      description: Packets that may run at the same time against the contract below, one a line.
      placeholder: db-users - start with a mock repository
  - type: textarea
    id: contract
    attributes:
      label: Interface contract
      description: What this packet and the others rely on.
  - type: textarea
    id: notes
    attributes:
      label: Notes
      description: Anything else. Not read by the bot.
`

export const SESSION_FORM = `name: Session
description: One stretch of work with a goal. This issue becomes its dashboard.
title: "Session: "
body:
  - type: textarea
    id: goal
    attributes:
      label: Goal
      description: What the packets of this session add up to. The bot writes below it and leaves it as it is.
    validations:
      required: true
  - type: input
    id: base
    attributes:
      label: Base
      description: The branch the packets start from and are merged into. Leave empty for the default branch.
      placeholder: release/2.0
`
