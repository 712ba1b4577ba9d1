import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Paths } from '../commands/files/path-completion.ts'
import { listFolder } from '../store/disk/list-folder.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The platform's place for what a program keeps; everything of chatp2p is below it. */
export function dataFolder(env: Environment, platform: NodeJS.Platform): string {
  return join(base(env, platform, 'XDG_DATA_HOME', '.local/share'), 'chatp2p')
}

/** The platform's place for what a person sets. */
export function configFile(env: Environment, platform: NodeJS.Platform): string {
  return join(base(env, platform, 'XDG_CONFIG_HOME', '.config'), 'chatp2p', 'config.json')
}

/** What a person typed, made independent of the current folder. */
export function absolute(path: string): string {
  return resolve(path)
}

function base(env: Environment, platform: NodeJS.Platform, name: string, usual: string): string {
  const home = env['HOME'] || homedir()
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
  const chosen = env[name]
  // The XDG rule: a relative path there is a mistake and does not count.
  if (chosen?.startsWith('/') === true) return chosen
  return platform === 'darwin' ? join(home, 'Library', 'Application Support') : join(home, usual)
}

/** Folders of this machine, from which a person chooses files. */
export function ownPaths(): Paths {
  return { home: homedir(), list: listFolder }
}
