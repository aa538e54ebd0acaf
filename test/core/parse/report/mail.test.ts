/** Text below a mail header is ignored. Text above it, and prose, is read. */
import { describe, expect, test } from 'vitest'
import { readComment } from '../../../../src/core/parse/report/read.ts'

const names = (body: string) => readComment(body).commands.map(({ name }) => name)

describe('below a header nothing counts', () => {
  test.each([
    'From: switchyard <notifications@example.invalid>\nSent: Monday, 2 November 2026 09:12\nTo: acme/app\nSubject: Re: alpha',
    'From: switchyard\nSent: Monday\nSubject: Re: alpha',
    'From: switchyard\nDate: 2 November 2026\nTo: acme/app',
    'From: switchyard\nSent: Monday',
    'From: switchyard\nSubject: Re: alpha',
    '**From:** switchyard\n**Sent:** Monday\n**To:** acme/app',
    '*From:* switchyard\n*Date:* 2026-11-02',
    '  From: switchyard\n  Sent: Monday',
    'From: switchyard\n\nSent: Monday\n\nTo: acme/app',
    'From: a@example.invalid\nTo: b@example.invalid',
    'Von: switchyard\nGesendet: Montag, 2. November 2026 09:12\nAn: acme/app\nBetreff: Re: alpha',
    'De : switchyard\nEnvoyé : lundi 2 novembre 2026 09:12\nÀ : acme/app\nObjet : Re: alpha',
    'De: switchyard\nEnviado: lunes, 2 de noviembre de 2026\nPara: acme/app\nAsunto: Re: alpha',
    'De: switchyard\nEnviado el: lunes\nPara: acme/app',
    'On Mon, Nov 2, 2026 at 9:12 AM switchyard[bot] <notifications@example.invalid> wrote:',
    'On Mon, Nov 2, 2026 at 9:12 AM switchyard[bot] <notifications@example.invalid>\nwrote:',
    'On Mon, Nov 2, 2026 at 9:12 AM a person with a very long name and\nanother <notifications@example.invalid>\nwrote:',
    'On 2 Nov 2026, at 09:12, switchyard <n@example.invalid> wrote:',
    'On 02/11/2026 09:12, switchyard wrote:',
    'On 02/11/2026 09:12, I. Smith wrote:',
    'On 2026-11-02 09:12, switchyard wrote:',
    'Am 02.11.2026 um 09:12 schrieb switchyard <n@example.invalid>:',
    'Am Mo., 2. Nov. 2026 um 09:12 Uhr schrieb switchyard <\nn@example.invalid>:',
    'Am 02.11.26 um 09:12 schrieb switchyard <n@example.invalid>:',
    'Le lun. 2 nov. 2026 à 09:12, switchyard <n@example.invalid> a écrit :',
    'Le 02/11/2026 à 09:12, switchyard a écrit :',
    'El lun, 2 nov 2026 a las 9:12, switchyard (<n@example.invalid>) escribió:',
    'Il giorno lun 2 nov 2026 alle ore 09:12 switchyard <n@example.invalid> ha scritto:',
    'Em seg., 2 de nov. de 2026 às 09:12, switchyard <n@example.invalid> escreveu:',
    'Op ma 2 nov 2026 om 09:12 schreef switchyard <n@example.invalid>:',
    'пн, 2 нояб. 2026 г. в 09:12, switchyard <n@example.invalid>:',
    '2026年11月2日(月) 9:12 switchyard <n@example.invalid>:',
    '-----Original Message-----',
    '-----Original Message-----\nFrom: switchyard',
    '---------- Forwarded message ---------',
    '-----Ursprüngliche Nachricht-----',
    '-----Message d’origine-----',
    '-----Mensaje original-----',
    '________________________________\nFrom: switchyard',
    '________________________________\n\nVon: switchyard',
  ])('%j', (header) => {
    for (const text of [
      `/unblock euro\n\n${header}\n\n/abandon it came too late\n\n**STATUS: DONE**`,
      `/unblock euro\n${header}\n/abandon`,
    ]) {
      const reading = readComment(text)
      expect(reading.commands.map(({ name, args, more }) => [name, args, more])).toEqual([['unblock', 'euro', '']])
      expect(reading.report).toBeNull()
      expect(names(text.replaceAll('\n', '\r\n'))).toEqual(['unblock'])
    }
    expect(names(`${header}\n\n/abandon`)).toEqual([])
  })
})

describe('a text that is not a mail is read completely', () => {
  test.each([
    'From: the old API',
    'From: main\nTo: feature/alpha',
    'From: old names\nTo: new names',
    'I took the list From: the wiki.\nSent: twice',
    'The mail has "From:" and "Sent:" in it.',
    'From the start:\nDate: fields are parsed.',
    '- From: a\n- Sent: b',
    '> From: a\n> Sent: b',
    '| From: | Sent: |\n|---|---|\n| a | b |',
    '`From: a`\n`Sent: b`',
    '```\nFrom: a\nSent: b\nSubject: c\n```',
    '~~~\n-----Original Message-----\n~~~',
    'On the second table I wrote:',
    'On Monday I wrote:',
    'On 2026-11-03 at 09:12 I ran the tests and wrote:',
    'On 2026-11-03 at 09:12 we met, and the team wrote:',
    'Am 03.11.2026 um 09:12 lief der Test, und ich schrieb das:',
    'On 2 November the reviewer wrote:',
    'On main, at 09:12, the job failed:',
    'On page 2 (2026) I see:',
    'Am Montag schrieb ich:',
    'Le parser a écrit :',
    'From: nobody\n\n\n\n\n\n\n\nSubject: far away',
    '________________________________\nA rule, and words.',
    '---\nFrom: a',
    'Sent: it',
    'To: a@example.invalid',
    'Original Message',
    'The original message: see above',
  ])('%j', (text) => {
    expect(names(`${text}\n\n/pause`)).toEqual(['pause'])
    expect(readComment(`${text}\n\n**STATUS: DONE**`).report?.kind).toBe('done')
  })

  test('a quote with > ends where the marks end', () => {
    const body = 'On Mon, 2 Nov 2026 at 09:12, A <a@example.invalid> wrote:\n> /abandon\n> more\n\n/pause'
    expect(names(body)).toEqual(['pause'])
  })
})
