import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createLineInput } from '../../../src/plain/input/line-input.ts'
import { typeSecret } from '../../../src/plain/input/secret.ts'

function createTerminal(): { stream: PassThrough; modes: boolean[] } {
  const modes: boolean[] = []
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => void modes.push(isRaw),
  })
  return { stream, modes }
}

it('gives lines as they are asked for, whatever the pieces, and a last one without an end', async () => {
  const stream = new PassThrough()
  const input = createLineInput(stream)
  const bytes = Buffer.from('grüß\r\n\nlast')
  for (const byte of bytes) stream.write(Buffer.of(byte))
  stream.end()
  expect([await input.read(), await input.read(), await input.read(), await input.read()]).toEqual([
    'grüß',
    '',
    'last',
    undefined,
  ])
})

it('keeps no more of a line than any message may have', async () => {
  const stream = new PassThrough()
  const input = createLineInput(stream)
  const read = input.read()
  for (let n = 0; n < 100; n++) stream.write('x'.repeat(10_000))
  stream.write('\nnext\n')
  expect((await read)?.length).toBe(64 * 1_024)
  expect(await input.read()).toBe('next')
})

it('takes a secret from a terminal that is told not to show it', async () => {
  const { stream, modes } = createTerminal()
  const input = createLineInput(stream)
  const secret = input.readSecret()
  stream.write('pasx')
  stream.write('\u007Fs\rnext\n')
  expect(await secret).toBe('pass')
  expect(modes).toEqual([true, false])
  expect(await input.read()).toBe('next')
})

it('gives the terminal back when the person changes his mind', async () => {
  const { stream, modes } = createTerminal()
  const input = createLineInput(stream)
  const secret = input.readSecret()
  stream.write('abc\u0003')
  await expect(secret).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(modes).toEqual([true, false])
})

it('ends a line that is waited for when it is closed', async () => {
  const input = createLineInput(new PassThrough())
  const line = input.read()
  input.close()
  expect(await line).toBeUndefined()
})

it('edits what nobody sees', () => {
  expect(typeSecret('abc')).toBeUndefined()
  expect(typeSecret('wrong\u0015rig\u007F\u007F\u007F\u007Fright\r\nmore')).toEqual({
    text: 'right',
    isCancelled: false,
    rest: 'more',
  })
})
