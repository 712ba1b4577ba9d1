import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, it } from 'vitest'
import { askPassword } from '../../../src/cli/portable/ask-password.ts'

it('asks for a password when the terminal shows no more what is typed, and until it is there', async () => {
  let isShown = true
  const shown: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    setRawMode: (isRaw: boolean) => void (isShown = !isRaw),
  })
  const output = new PassThrough()
  output.on('data', () => shown.push(isShown))
  const asked = askPassword('Password', input as unknown as ReadStream, output)
  input.write('pas\u007Fss\r')
  expect(await asked).toBe('pass')
  // The question, and the end of its line.
  expect(shown).toEqual([false, true])
})
