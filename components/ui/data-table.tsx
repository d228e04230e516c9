'use client';
import {
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
  type Row,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { Skeleton } from './skeleton.tsx';

/** A column as data: how a row is shown there, and what it is sorted by (left out: not sortable). */
export interface DataColumn<T> {
  id: string;
  header: ReactNode;
  cell: (row: T) => ReactNode;
  sortBy?: (row: T) => string | number;
  className?: string;
  /** Loading rows show a bar of this width (a Tailwind class). */
  skeleton?: string;
}

interface DataTableProps<T> {
  /** The accessible name. */
  label: string;
  columns: readonly DataColumn<T>[];
  rows: readonly T[];
  rowId: (row: T) => string;
  /** Enter or a click on the row (not on something in it). */
  onOpen?: (row: T) => void;
  /** Marks a row as the chosen one. */
  selectedId?: string | undefined;
  /** Shows a skeleton in the real layout instead of rows. */
  loading?: boolean;
  className?: string;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

/** A real table: sticky head, sorting, rows that arrow keys walk and Enter opens. */
export function DataTable<T extends object>({
  label,
  columns,
  rows,
  rowId,
  onOpen,
  selectedId,
  loading = false,
  className,
}: DataTableProps<T>) {
  const tableColumns = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: T) => column.sortBy?.(row) ?? '',
        enableSorting: column.sortBy !== undefined,
        meta: { column },
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: tableColumns, data, getRowId: rowId });
  const body = useRef<HTMLTableSectionElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: Row<typeof features, T>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && onOpen) {
      event.preventDefault();
      onOpen(row.original);
      return;
    }
    const next = siblingRow(event.currentTarget, event.key, body.current);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <div className={cn('rounded-card border-line bg-surface overflow-auto border', className)}>
      <table
        aria-label={label}
        aria-busy={loading || undefined}
        className="w-full border-separate border-spacing-0 text-sm"
      >
        <thead>
          <tr>
            {table.getHeaderGroups()[0]?.headers.map((header, index) => {
              const column = columns[index];
              if (!column) return null;
              const sorted = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                  className={cn(
                    'border-line bg-surface text-muted sticky top-0 z-10 h-9 border-b px-3 text-left text-xs font-medium',
                    column.className,
                  )}
                >
                  {header.column.getCanSort() ? (
                    <button
                      type="button"
                      className="hover:text-ink -mx-1 inline-flex items-center gap-1 rounded-sm px-1 [&_svg]:size-3"
                      onClick={header.column.getToggleSortingHandler()}
                    >
                      {column.header}
                      {sorted === 'asc' ? (
                        <ArrowUp aria-hidden />
                      ) : sorted === 'desc' ? (
                        <ArrowDown aria-hidden />
                      ) : null}
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={body}>
          {loading ? <SkeletonRows columns={columns} /> : null}
          {loading
            ? null
            : table.getRowModel().rows.map((row, index) => (
                <tr
                  key={row.id}
                  tabIndex={
                    onOpen
                      ? selectedId === undefined
                        ? index === 0
                          ? 0
                          : -1
                        : selectedId === row.id
                          ? 0
                          : -1
                      : undefined
                  }
                  aria-selected={selectedId === undefined ? undefined : selectedId === row.id}
                  data-row={row.id}
                  className={cn(
                    'group/row focus-visible:outline-2 focus-visible:-outline-offset-2 [&:last-child>td]:border-b-0',
                    onOpen && 'hover:bg-subtle cursor-pointer',
                    selectedId === row.id && 'bg-accent-subtle hover:bg-accent-subtle',
                  )}
                  onClick={(event) => {
                    if (onOpen && !isInteractive(event.target, event.currentTarget)) onOpen(row.original);
                  }}
                  onKeyDown={(event) => onKeyDown(event, row)}
                >
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      className={cn('border-line h-11 border-b px-3 py-1.5 align-middle', column.className)}
                    >
                      {column.cell(row.original)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

function SkeletonRows<T>({ columns }: { columns: readonly DataColumn<T>[] }) {
  return Array.from({ length: 6 }, (_, row) => (
    <tr key={row}>
      {columns.map((column) => (
        <td key={column.id} className={cn('border-line h-11 border-b px-3', column.className)}>
          <Skeleton className={cn('h-3.5', column.skeleton ?? 'w-20')} />
        </td>
      ))}
    </tr>
  ));
}

/** Whether a click landed on a control inside the row (menus in portals bubble through React, not the DOM). */
function isInteractive(target: EventTarget, row: HTMLElement): boolean {
  if (!(target instanceof Element) || !row.contains(target)) return true;
  return target.closest('a, button, input, select, textarea, [role="menuitem"], [role="switch"]') !== null;
}

function siblingRow(row: HTMLElement, key: string, body: HTMLElement | null): HTMLElement | null {
  const rows = body ? Array.from(body.querySelectorAll<HTMLElement>('tr[data-row]')) : [];
  const index = rows.findIndex((candidate) => candidate === row);
  if (key === 'ArrowDown') return rows[index + 1] ?? null;
  if (key === 'ArrowUp') return rows[index - 1] ?? null;
  if (key === 'Home') return rows[0] ?? null;
  if (key === 'End') return rows.at(-1) ?? null;
  return null;
}
