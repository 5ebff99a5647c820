// Where rows can be put: sys.data_spaces. File groups and files are database-views.ts's.
import { fileGroupsOf } from '../catalog/data-spaces';
import { defineView } from './define-view';

/** Views of data spaces. */
export const DATA_SPACE_VIEWS = [
  defineView('sys.data_spaces', "name sysname, data_space_id int, type char2 = 'FG', type_desc nvarchar60 = 'ROWS_FILEGROUP', is_default bit, is_system bit = 0", function* (world) {
    for (const { name, dataSpaceId, isDefault } of fileGroupsOf(world.database.header)) yield { name, data_space_id: dataSpaceId, is_default: isDefault };
  }),
];
