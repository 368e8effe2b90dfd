import { loadScript, type Script } from '../script.ts'

/** Scripts of the registry that this half brings: one key, no shared parts. */
export function registryScript(name: string, kind: Script['kind'] = 'keeps'): Script {
  return loadScript(`tenant/${name}`, kind)
}
