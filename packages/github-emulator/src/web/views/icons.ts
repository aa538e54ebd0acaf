/** Sixteen-pixel line drawings, so that no icon font or package is needed. */
import { raw } from 'hono/html'
import type { Html } from '../html.ts'

const drawings = {
  issue: '<circle cx="8" cy="8" r="6.2"/><circle cx="8" cy="8" r="1.4" fill="currentColor"/>',
  'issue-closed': '<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.6-4"/>',
  pull: '<circle cx="4" cy="3.5" r="1.8"/><circle cx="4" cy="12.5" r="1.8"/><circle cx="12" cy="12.5" r="1.8"/><path d="M4 5.3v5.4M12 10.7V6a2.2 2.2 0 0 0-2.2-2.2H8M9.8 2 8 3.8l1.8 1.8"/>',
  'pull-closed':
    '<circle cx="4" cy="3.5" r="1.8"/><circle cx="4" cy="12.5" r="1.8"/><circle cx="12" cy="12.5" r="1.8"/><path d="M4 5.3v5.4M12 10.7V7.5M10.3 2l3.4 3.4M13.7 2l-3.4 3.4"/>',
  draft:
    '<circle cx="4" cy="3.5" r="1.8"/><circle cx="4" cy="12.5" r="1.8"/><circle cx="12" cy="12.5" r="1.8"/><path d="M4 5.3v5.4M12 3v1.2M12 7v1.2"/>',
  merge:
    '<circle cx="4" cy="3.5" r="1.8"/><circle cx="4" cy="12.5" r="1.8"/><circle cx="12" cy="8.5" r="1.8"/><path d="M4 5.3v5.4M4.4 5.3c.6 2 2.6 3.2 5.8 3.2"/>',
  check: '<path d="m3 8.6 3.2 3.2L13 4.6" stroke-width="2"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8" stroke-width="2"/>',
  dot: '<circle cx="8" cy="8" r="3.6" fill="currentColor" stroke="none"/>',
  dash: '<path d="M4 8h8" stroke-width="2"/>',
  branch:
    '<circle cx="4.5" cy="3.5" r="1.8"/><circle cx="4.5" cy="12.5" r="1.8"/><circle cx="11.5" cy="5" r="1.8"/><path d="M4.5 5.3v5.4M11.5 6.8c0 2.2-3 2.4-7 3.2"/>',
  commit: '<circle cx="8" cy="8" r="2.6"/><path d="M1 8h4.4M10.6 8H15"/>',
  label: '<path d="M2 2h6l6 6-6 6-6-6z"/><circle cx="5" cy="5" r=".9" fill="currentColor"/>',
  pin: '<path d="m6 2 5 5-2 .6L7.6 12 2 6.4l4.4-1.4zM4.6 9.4 1.8 14"/>',
  pencil: '<path d="m2 14 .8-3.4L11 2.4 13.6 5 5.4 13.2z"/>',
  person: '<circle cx="8" cy="5" r="2.8"/><path d="M2.6 14c.4-3 2.6-4.6 5.4-4.6s5 1.6 5.4 4.6"/>',
  home: '<path d="M2 7.6 8 2.4l6 5.2M3.6 6.6V13.6h8.8V6.6"/>',
  key: '<circle cx="5" cy="11" r="2.8"/><path d="m7 9 6.4-6.4M10.6 5.4l2 2"/>',
  folder: '<path d="M1.8 3.4h4.4l1.4 1.8h6.6v7.6H1.8z" fill="currentColor" fill-opacity=".25"/>',
  file: '<path d="M3.6 1.8h5.6l3.2 3.2v9.2H3.6zM9 1.8V5.2h3.4"/>',
} as const

export type IconName = keyof typeof drawings

export const icon = (name: IconName): Html =>
  raw(
    `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawings[name]}</svg>`,
  )
