import { spawn } from 'node:child_process'
import { demoTexts } from '../i18n/catalogs/demo.ts'
import type { Language } from '../i18n/translate.ts'
import { createPeer } from '../peer/create-peer.ts'
import { ChatError } from '../shared/errors.ts'
import { createTemporaryFolder } from '../store/process/temporary-folder.ts'
import { createTracker } from '../tracker/create-tracker.ts'

export interface TmuxDemoOptions {
  readonly people: number
  readonly language: Language
  readonly stop: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  /** How to start this program again: Node and the program's file. */
  readonly program: readonly string[]
}

const HOST = '127.0.0.1'
const PASSWORD = 'demonstration'

/**
 * Real processes in tmux panes: a tracker above, peers below, each logged in and in one room. tmux runs as a server of its
 * own, which carries the password in its environment and ends with the demo.
 */
export async function runTmuxDemo(options: TmuxDemoOptions): Promise<void> {
  const { people, language, stop, program } = options
  const texts = demoTexts[language]
  const env = {
    ...options.env,
    TMUX: undefined,
    CHATP2P_PASSWORD: PASSWORD,
    CHATP2P_LANG: language,
  }
  if ((await run(['-V'], env, stop)) !== 0)
    throw new ChatError('UNSUPPORTED', { subject: texts.noTmux })
  const folder = await createTemporaryFolder('chatp2p-demo')
  process.once('exit', () => folder.remove())
  const socket = ['-S', `${folder.path}/tmux.socket`, '-f', '/dev/null']
  const names = [texts.you, ...texts.companions].slice(0, people)
  try {
    const port = await prepare(folder.path, names, texts.room)
    const chatp2p = [...program.map(quote), '%', '--data', quote(folder.path)].join(' ')
    const commands = [
      chatp2p.replace('%', `tracker --host ${HOST} --port ${port} --name demo`),
      ...names.map((name) =>
        chatp2p.replace('%', `peer --tracker-host ${HOST} --tracker-port ${port} --user ${name}`),
      ),
    ]
    for (const [index, command] of commands.entries()) {
      const open =
        index === 0 ? ['new-session', '-d', '-x', '200', '-y', '60'] : ['split-window', '-t', ':0']
      await run([...socket, ...open, command], env, stop)
      await run([...socket, 'select-layout', 'tiled'], env, stop)
    }
    await run([...socket, 'set', '-g', 'mouse', 'on'], env, stop)
    await run([...socket, 'attach'], env, stop)
  } finally {
    await run([...socket, 'kill-server'], env)
    folder.remove()
  }
}

/** Makes the accounts and the room beforehand, so that the panes only log in; returns a port that is free. */
async function prepare(dataDir: string, names: readonly string[], room: string): Promise<number> {
  const tracker = await createTracker({
    host: HOST,
    port: 0,
    dataDir,
    name: 'demo',
    gate: {},
    log: () => {},
  })
  try {
    for (const [index, username] of names.entries()) {
      const options = { dataDir, trackerHost: HOST, trackerPort: tracker.port, listenPort: 0 }
      const peer = await createPeer(options)
      await peer.register({ username, password: PASSWORD })
      if (index === 0) await peer.createRoom({ name: room })
      else await peer.joinRoom({ name: room })
      await peer.close()
    }
    return tracker.port
  } finally {
    await tracker.close()
  }
}

/** Runs tmux on this terminal and resolves to its exit code; 127 when there is no tmux. */
async function run(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<number> {
  const isTalking = words.includes('attach')
  return new Promise((resolve) => {
    const child = spawn('tmux', [...words], {
      env,
      stdio: isTalking ? 'inherit' : 'ignore',
      ...(signal === undefined ? {} : { signal }),
    })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** For the shell that tmux starts a pane with. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
