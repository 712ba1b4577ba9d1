import { describe, expect, it } from 'vitest'
import {
  choicesFor,
  completePath,
  readPath,
  shortenPath,
} from '../../../../src/commands/files/path-completion.ts'
import type { PathEntry, Paths } from '../../../../src/commands/files/path-completion.ts'

const HOME = '/home/alice'

/** Folders by path; a name with a slash at its end is a folder. */
function disk(folders: Readonly<Record<string, readonly string[]>>): Paths {
  return {
    home: HOME,
    async list(folder): Promise<readonly PathEntry[]> {
      return (folders[folder] ?? []).map((name) => ({
        name: name.replace(/\/$/, ''),
        isFolder: name.endsWith('/'),
      }))
    },
  }
}

const PATHS = disk({
  '.': ['notes.txt', 'night photo.jpg', '.secret', 'src/'],
  '/home/alice/': ['Documents/', 'Downloads/', 'slides.pdf'],
  '/home/alice/Documents/': ['a\nb.txt', 'tax 2026.pdf'],
})

async function complete(typed: string): Promise<string> {
  return completePath(typed, await choicesFor(typed, PATHS)).text
}

async function options(typed: string): Promise<readonly string[]> {
  return completePath(typed, await choicesFor(typed, PATHS)).options
}

describe('completing a path', () => {
  it('goes as far as is certain, and names what could follow', async () => {
    expect(await complete('n')).toBe('n')
    expect(await options('n')).toEqual(['night photo.jpg', 'notes.txt'])
    expect(await complete('~/Do')).toBe('~/Do')
    expect(await options('~/Do')).toEqual(['Documents/', 'Downloads/'])
    expect(await complete('~/Doc')).toBe('~/Documents/')
  })

  it('finishes names with spaces, and folders so that one can go on', async () => {
    expect(await complete('nig')).toBe('night photo.jpg')
    expect(await complete('s')).toBe('src/')
    expect(await complete('~')).toBe('~/')
    expect(await complete('~/Documents/t')).toBe('~/Documents/tax 2026.pdf')
  })

  it('takes another case when nothing fits as it was typed', async () => {
    expect(await complete('~/doc')).toBe('~/Documents/')
    expect(await complete('~/SLIDES')).toBe('~/slides.pdf')
  })

  it('shows hidden names only once their dot is typed', async () => {
    expect(await options('')).toEqual(['src/', 'night photo.jpg', 'notes.txt'])
    expect(await complete('.')).toBe('.secret')
  })

  it('leaves out names that nobody can type, and says nothing where nothing is', async () => {
    expect(await complete('~/Documents/a')).toBe('~/Documents/a')
    expect(await complete('/nowhere/x')).toBe('/nowhere/x')
  })
})

describe('a typed path', () => {
  it('may begin with a tilde, stand in quotes, or have backslashes before spaces', () => {
    expect(readPath(' ~/slides.pdf ', HOME)).toBe('/home/alice/slides.pdf')
    expect(readPath('~', HOME)).toBe('/home/alice')
    expect(readPath("'/tmp/my file.pdf'", HOME)).toBe('/tmp/my file.pdf')
    expect(readPath('"~/my file.pdf"', HOME)).toBe('/home/alice/my file.pdf')
    expect(readPath(String.raw`/tmp/my\ file\ \(1\).pdf`, HOME)).toBe('/tmp/my file (1).pdf')
    expect(readPath('/tmp/my file.pdf', HOME)).toBe('/tmp/my file.pdf')
    expect(readPath('~bob/x', HOME)).toBe('~bob/x')
  })

  it('is shown with a tilde when it lies below the own folder', () => {
    expect(shortenPath('/home/alice/a/b', HOME)).toBe('~/a/b')
    expect(shortenPath('/home/alice', HOME)).toBe('~')
    expect(shortenPath('/home/alice2/b', HOME)).toBe('/home/alice2/b')
    expect(shortenPath('/etc/hosts', '')).toBe('/etc/hosts')
  })
})
