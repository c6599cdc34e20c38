"""Every address below the admin, by what it does to content; a new one has to be put into one of these groups."""

from django.urls import URLResolver, get_resolver

ADMIN = "admin/"


def _names(text):
    return text.split()


# Show something, choose something, or compute something from what is posted; nothing is stored.
READS = _names("""
    wagtailadmin_home wagtailadmin_error_test admin/test404/ wagtailadmin_sprite wagtailadmin_javascript_catalog
    wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail wagtailadmin_api:pages:find
    wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:documents:find
    wagtailadmin_api:images:listing wagtailadmin_api:images:detail wagtailadmin_api:images:find
    wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results
    wagtailadmin_pages:preview_on_add wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
    wagtailadmin_pages:choose_parent wagtailadmin_pages:usage wagtailadmin_pages:preview_on_edit
    wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage wagtailadmin_pages:search
    wagtailadmin_pages:search_results wagtailadmin_pages:move wagtailadmin_pages:collect_workflow_action_data
    wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:workflow_preview
    wagtailadmin_pages:revisions_index wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_revert
    wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
    wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:history wagtailadmin_pages:history_results
    wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
    wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link
    wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
    wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete wagtailadmin_block_preview
    wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results wagtailadmin_reports:workflow
    wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
    wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:site_history
    wagtailadmin_reports:site_history_results wagtailadmin_reports:aging_pages
    wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
    wagtailadmin_reports:page_types_usage_results
    wagtail_localize:javascript_catalog qiao_localize:download_pofile wagtail_localize:preview_translation
    wagtail_localize:translations_report wagtail_localize:translations_report_results
    wagtail_localize:snippets_api_listing wagtail_localize:snippets_api_detail
    wagtailembeds:chooser wagtailembeds:chooser_upload
    wagtailsnippets:index
    wagtaildocs:index wagtaildocs:index_results wagtaildocs:document_usage wagtaildocs_chooser:choose
    wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen wagtaildocs_chooser:chosen_multiple
    wagtailimages:index wagtailimages:index_results wagtailimages:url_generator wagtailimages:url_generator_output
    wagtailimages:preview wagtailimages:image_usage wagtailimages_chooser:choose wagtailimages_chooser:choose_results
    wagtailimages_chooser:chosen wagtailimages_chooser:chosen_multiple wagtailimages_chooser:select_format
    wagtailmedia:index wagtailmedia:chooser wagtailmedia:chooser_typed wagtailmedia:media_chosen
    wagtailmedia:media_usage
    wagtailsnippets_qiao_lessons_term:list wagtailsnippets_qiao_lessons_term:list_results
    wagtailsnippets_qiao_lessons_term:usage wagtailsnippets_qiao_lessons_term:history
    wagtailsnippets_qiao_lessons_term:history_results
    wagtailsnippets_qiao_media_track:list wagtailsnippets_qiao_media_track:list_results
    wagtailsnippets_qiao_media_track:usage wagtailsnippets_qiao_media_track:history
    wagtailsnippets_qiao_media_track:history_results
    wagtailsnippetchoosers_qiao_lessons_term:choose wagtailsnippetchoosers_qiao_lessons_term:choose_results
    wagtailsnippetchoosers_qiao_lessons_term:chosen wagtailsnippetchoosers_qiao_lessons_term:chosen_multiple
    wagtailsnippetchoosers_qiao_media_track:choose wagtailsnippetchoosers_qiao_media_track:choose_results
    wagtailsnippetchoosers_qiao_media_track:chosen wagtailsnippetchoosers_qiao_media_track:chosen_multiple
    wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chosen
    qiao_lessons_table_preview qiao_lessons_level qiao_bilingual_preview qiao_bilingual_slug qiao_operations_status
    qiao_languages:hints qiao_languages:board qiao_languages:board_page qiao_languages:texts_out
    qiao_languages:comments_of
    qiao_terms_template qiao_terms_dictionary qiao_terms_export
    institutions:index institutions:index_results institutions:history institutions:history_results
    institution_chooser:choose institution_chooser:choose_results institution_chooser:chosen
    institution_chooser:chosen_multiple
    sources:index sources:index_results sources:history sources:history_results sources:usage
    source_chooser:choose source_chooser:choose_results source_chooser:chosen source_chooser:chosen_multiple
    qiao_workshops_checklist qiao_workshops_new_checklist
    qiao_workshops_indicators_template qiao_workshops_institutions_template
    enquiries:index enquiries:index_results
""")

# Keep something of the person's own: preferences, sign-in, what is open in which window, a file before its dry run.
OWN = _names("""
    wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles wagtailadmin_login
    wagtailadmin_password_reset wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm
    wagtailadmin_password_reset_complete
    wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release
    wagtailimages:delete_upload_multiple wagtaildocs:delete_upload_multiple
    qiao_lessons_import qiao_terms_import qiao_languages:texts_in
    qiao_workshops_indicators qiao_workshops_institutions
    qiao_localize:upload_pofile
""")

# Closed to everybody but administrators.
ADMINISTRATORS = _names("""
    wagtailadmin_collections:index wagtailadmin_collections:add wagtailadmin_collections:edit
    wagtailadmin_collections:delete wagtailadmin_collections:set_privacy
    wagtailadmin_workflows:index wagtailadmin_workflows:index_results wagtailadmin_workflows:add
    wagtailadmin_workflows:enable wagtailadmin_workflows:disable wagtailadmin_workflows:edit
    wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results wagtailadmin_workflows:remove
    wagtailadmin_workflows:add_task wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
    wagtailadmin_workflows:task_index_results wagtailadmin_workflows:edit_task wagtailadmin_workflows:disable_task
    wagtailadmin_workflows:enable_task
    wagtailadmin_workflows:task_chooser_create
    institutions:edit institutions:delete institutions:usage institutions:merge
    sources:delete enquiries:delete
    wagtailsettings:edit wagtailsettings:preview_on_edit
    wagtaillocales:index wagtaillocales:index_results wagtaillocales:add wagtaillocales:edit wagtaillocales:delete
    wagtaillocales:history wagtaillocales:history_results wagtaillocales:usage
    wagtailsites:index wagtailsites:index_results wagtailsites:add wagtailsites:edit wagtailsites:delete
    wagtailsites:history wagtailsites:history_results wagtailsites:usage wagtailsites:copy
    wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add wagtailusers_users:edit
    wagtailusers_users:delete wagtailusers_users:history wagtailusers_users:history_results wagtailusers_users:usage
    wagtailusers_users:copy
    wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit
    wagtailusers_groups:delete wagtailusers_groups:history wagtailusers_groups:history_results
    wagtailusers_groups:usage
""")

# Store nothing for anybody: upstream's address answers, and we refuse what it is for.
REFUSED_TO_ALL = _names("""
    qiao_localize:convert_to_alias
    wagtailsnippetchoosers_qiao_lessons_term:create wagtailsnippetchoosers_qiao_media_track:create
""")


def below_admin():
    """{name: route} of what the admin answers; what an address before it hides is left out."""
    [admin] = [each for each in get_resolver().url_patterns if str(each.pattern) == ADMIN]
    routes, found = set(), {}
    for name, route in _walk(admin, ADMIN, ()):
        if route not in routes:
            routes.add(route)
            found.setdefault(name or route, route)
    # The last one answers every address that no other one does: not found.
    return {name: route for name, route in found.items() if name != f"{ADMIN}^.*/$"}


def _walk(resolver, route, namespaces):
    for each in resolver.url_patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, here, (*namespaces, each.namespace) if each.namespace else namespaces)
        else:
            yield ":".join((*namespaces, each.name)) if each.name else "", here
