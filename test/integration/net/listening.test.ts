import { spawn } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, dialAs, listenAs, type End } from './ends.ts'

let alice: End
let bob: End

beforeAll(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
})

describe('listening', () => {
  test('on a port in use says so', async () => {
    const { port } = await listenAs(bob)
    await expect(listenAs(alice, { port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      subject: `127.0.0.1:${port}`,
    })
  })

  test('at an address of somebody else says so', async () => {
    await expect(listenAs(alice, { host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'ADDRESS_UNAVAILABLE',
    })
  })

  test('on every interface serves both families', async () => {
    const listener = await listenAs(bob, { host: '::' })
    const expectation = { expect: { kid: bob.kid } }
    const near = await dialAs(alice, listener, { host: 'localhost', ...expectation })
    expect(near.kid).toBe(bob.kid)
    const hosts = listener.host === '::' ? ['127.0.0.1', '::1'] : ['127.0.0.1']
    for (const host of hosts) {
      const { remote } = await dialAs(alice, listener, { host, ...expectation })
      expect(remote).toEqual({ host, port: listener.port })
    }
  })
})

describe('a process', () => {
  test('is not kept alive by timers once its connections are closed', async () => {
    expect(await run('exits')).toEqual({ output: 'closed\n', exitCode: 0 })
  })

  test('hears of a bug in a handler, which is not swallowed', async () => {
    expect(await run('bug')).toEqual({ output: 'guarded: a bug\nlost\n', exitCode: 1 })
  })

  function run(what: string): Promise<{ output: string; exitCode: number | null }> {
    const file = new URL('process.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [file, what], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return new Promise((resolve) => child.on('close', (exitCode) => resolve({ output, exitCode })))
  }
})
