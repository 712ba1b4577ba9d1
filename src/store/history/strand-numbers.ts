import type { ChatId, Kid } from '../../protocol/ids.ts'

/** Numbers for the authors of chats, in the order in which they come up. */
export class StrandNumbers {
  readonly #byChat = new Map<ChatId, Map<Kid, number>>()
  #count = 0

  get(chat: ChatId, author: Kid): number | undefined {
    return this.#byChat.get(chat)?.get(author)
  }

  add(chat: ChatId, author: Kid): number {
    const authors = this.#byChat.get(chat) ?? new Map<Kid, number>()
    this.#byChat.set(chat, authors.set(author, this.#count))
    return this.#count++
  }
}
