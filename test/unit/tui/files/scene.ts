import { expect, vi } from 'vitest'
import type { PathEntry, Paths } from '../../../../src/commands/files/path-completion.ts'
import type { Share } from '../../../../src/peer/files.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'

export const HOME = '/home/alice'

/** Alice in #general with bob and carol, and a chat with bob; `shares` are what everybody shares. */
export function filePeer(shares: readonly Share[] = []): FakePeer {
  const peer = createFakePeer({
    users: [{ username: 'bob' }, { username: 'carol' }],
    chats: [{ name: '#general', members: ['alice', 'bob', 'carol'] }, { name: '@bob' }],
  })
  return {
    ...peer,
    files: {
      ...peer.files,
      async listShares(username) {
        await peer.files.listShares(username)
        return shares.filter((share) => username === undefined || share.username === username)
      },
    },
  }
}

/** Folders by path; a name with a slash at its end is a folder. */
export function folders(content: Readonly<Record<string, readonly string[]>>): Paths {
  return {
    home: HOME,
    list: async (folder): Promise<readonly PathEntry[]> =>
      (content[folder] ?? []).map((name) => ({
        name: name.replace(/\/$/, ''),
        isFolder: name.endsWith('/'),
      })),
  }
}

export const F5 = '\u001B[15~'
export const F6 = '\u001B[17~'

export function alt(letter: string): string {
  return `\u001B${letter}`
}

/** Resolves once the peer was asked to do this. */
export async function called(peer: FakePeer, call: string): Promise<void> {
  await vi.waitFor(() => expect(peer.calls).toContain(call), { timeout: 5_000 })
}
