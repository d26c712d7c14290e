export function isMac(): boolean {
  return navigator.userAgent.includes('Mac OS X');
}

export const isLinux = (): boolean => navigator.userAgent.includes('Linux');
