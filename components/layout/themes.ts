import { Monitor, Moon, Sun } from 'lucide-react';

export const themes = [
  { id: 'system', icon: Monitor },
  { id: 'light', icon: Sun },
  { id: 'dark', icon: Moon },
] as const;
