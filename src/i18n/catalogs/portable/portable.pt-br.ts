import type { PortableTexts } from './portable.ts'

export const portablePtBr: PortableTexts = {
  passwordOf: (username) => `Senha de ${username}`,
  whichUser: (names) => `vários usuários têm dados aqui: indique um com --user (${names})`,
  written: (chat, path) => `${chat} → ${path}`,
  nothingToExport: 'Ainda não há conversas.',
}
