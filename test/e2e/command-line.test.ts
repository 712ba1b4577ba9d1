import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createTestFolder, PROGRAM, runProgram, startTracker } from '../helpers/program.ts'

describe('the program', () => {
  test('tells its version and its help and ends well', async () => {
    expect(await runProgram(['--version'])).toMatchObject({
      code: 0,
      stdout: '0.1.0\n',
      stderr: '',
    })
    const help = await runProgram(['tracker', '--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('--max-connections-per-address')
  })

  test('speaks the language of the environment', async () => {
    const { stdout } = await runProgram(['--help'], { LANG: 'pt_BR.UTF-8' })
    expect(stdout).toContain('abre a conversa')
  })

  test.each([
    [['peer', '--colour'], /colour/],
    [['tracker', '--port', '70000'], /--port.*65535/],
    [['rpc', '--config', '/nonexistent.json'], /\/nonexistent\.json/],
    [[], /tracker, peer/],
  ])('%j is a wrong use and told in one line', async (words, expected) => {
    const { code, stdout, stderr } = await runProgram(words)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(expected)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test.each(['peer', 'demo'])('%s needs a terminal, or somebody who types', async (command) => {
    const { code, stderr } = await runProgram([command])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^.*terminal.*\n$/)
  })

  test('reads its configuration from the usual place', async () => {
    const folder = await createTestFolder()
    await mkdir(join(folder, 'chatp2p'))
    await writeFile(join(folder, 'chatp2p', 'config.json'), '{"port": "many"}')
    const { code, stderr } = await runProgram(['tracker'], { XDG_CONFIG_HOME: folder })
    expect(code).toBe(2)
    expect(stderr).toMatch(/config\.json: port.*many/)
  })
})

describe('a bug', () => {
  test('ends the program with one sentence and a report without what was said', async () => {
    const data = await createTestFolder()
    // Once it runs: before that Node itself speaks.
    const bug = `const { write } = process.stdout
      process.stdout.write = (text, ...rest) => {
        if (text.includes('fingerprint')) setTimeout(() => { throw new TypeError('the sec' + 'ret') })
        return write.call(process.stdout, text, ...rest)
      }`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(bug)}`
    const words = ['tracker', '--host', '127.0.0.1', '--port', '0', '--data', data]
    const { code, stderr } = await runProgram(words, { NODE_OPTIONS })
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    const [path = ''] = /\S+crashes\S+\.txt/.exec(stderr) ?? []
    const report = readFileSync(path, 'utf8')
    expect(report).toContain('error: TypeError')
    expect(report).not.toContain('secret')
  })
})

describe('an old Node', () => {
  const guard = readFileSync(PROGRAM, 'utf8').replace(/^#!.*\n/, '')

  test.each(['22.11.0', '20.20.2', '8.17.0'])('%s is told what is needed', (version) => {
    expect(startUnder(version)).toMatch(/needs Node\.js 22\.12 or newer and this is/)
  })

  test('has nothing to read that it could not read', () => {
    expect(guard).not.toMatch(/^\s*(?:import|export)\b|=>|\?\?|\?\.|\bawait\b/m)
  })

  function startUnder(node: string): string {
    let told = ''
    const stderr = { write: (text: string) => (told += text) }
    runInNewContext(guard, { process: { versions: { node }, stderr } })
    return told
  }
})

describe('the tracker', () => {
  test('says where it is, ends cleanly by a signal and comes back with the same key', async () => {
    const data = await createTestFolder()
    const first = await startTracker(data)
    expect((await first.stop()).code).toBe(0)
    const second = await startTracker(data)
    expect((await second.stop()).code).toBe(0)
    const fingerprintOf = (lines: readonly string[]) => /fingerprint .*/.exec(lines[0] ?? '')?.[0]
    expect(fingerprintOf(first.lines)).toMatch(/(?:[0-9a-f]{4} ){15}[0-9a-f]{4}/)
    expect(fingerprintOf(second.lines)).toBe(fingerprintOf(first.lines))
  })

  test('that finds its port taken says so in one sentence', async () => {
    const { port } = await startTracker(await createTestFolder())
    const data = await createTestFolder()
    const words = ['tracker', '--host', '127.0.0.1', '--port', String(port), '--data', data]
    const { code, stderr } = await runProgram(words)
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toContain(String(port))
  })

  test('goes on when nobody reads its log any more', async () => {
    const tracker = await startTracker(await createTestFolder())
    tracker.child.stdout?.destroy()
    await expect(connectTo(tracker.port)).resolves.toBeUndefined()
    await expect(connectTo(tracker.port)).resolves.toBeUndefined()
    expect(await tracker.stop()).toMatchObject({ code: 0, stderr: '' })
  })

  test('that may not write where it should says so in one sentence', async () => {
    const folder = await createTestFolder()
    await writeFile(join(folder, 'file'), '')
    const { code, stderr } = await runProgram([
      'tracker',
      '--port',
      '0',
      '--data',
      join(folder, 'file'),
    ])
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

async function connectTo(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('connect', () => {
      socket.end('not TLS at all')
      resolve()
    })
  })
}
