/** The one place HTML is written: `html` escapes every value that is not HTML already. */
export { html } from 'hono/html'

/** HTML that is safe to send. */
export type Html = ReturnType<typeof import('hono/html').html>
