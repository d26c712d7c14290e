import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { keysIn } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { Section } from '../settings/Field.tsx';
import { useWindowState } from '../state/state.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
