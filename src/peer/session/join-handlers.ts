import type { Handlers } from '../../net/connection.ts'

/** Answers of two kinds over one connection; no method is in both. */
export function joinHandlers(a: Handlers, b: Handlers): Handlers {
  return {
    methods: { ...a.methods, ...b.methods },
    notices: { ...a.notices, ...b.notices },
  }
}
