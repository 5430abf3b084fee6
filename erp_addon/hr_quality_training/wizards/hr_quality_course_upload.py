"""A company's own documents become a course."""

import base64

from markupsafe import Markup
from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.training_file import Material, MaterialUnusable, read_file, read_link

PARTIES = ("base_act.base_act_group_hr", "base_act.base_act_group_quality")


class HrQualityCourseUpload(models.TransientModel):
    """Files and links, in order, become an eLearning course that its participants alone see.

    First look at what each of them is; what cannot be used says why, and nothing is made until it
    is taken out of the list.
    """

    _name = "hr.quality.course.upload"
    _description = "Course by Upload"

    state = fields.Selection(
        [("choose", "Choose"), ("checked", "Check")], required=True, default="choose"
    )
    course_id = fields.Many2one(
        "hr.quality.course", "Existing Course", help="Empty: a new course is made."
    )
    name = fields.Char("Name of the Course")
    variant = fields.Selection(
        [("onboarding", "Onboarding"), ("retraining", "Retraining")],
        required=True,
        default="onboarding",
        help="Onboarding: the whole course for newcomers; it also serves the others while there is"
        " no shorter one. Retraining: the short course for those who do the work already.",
    )
    operation_ids = fields.Many2many("hr.quality.operation", string="Operations")
    skill_ids = fields.Many2many("hr.skill", string="Skills")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    links = fields.Text("Links to Videos", help="One web link per line.")
    line_ids = fields.One2many("hr.quality.course.upload.line", "upload_id", "Content")
    unusable_count = fields.Integer("Unusable", compute="_compute_unusable_count")

    @api.depends("line_ids.problem")
    def _compute_unusable_count(self):
        for upload in self:
            upload.unusable_count = len(upload.line_ids.filtered("problem"))

    # Steps

    def action_check(self):
        """Say of every file and link what it is, or why it cannot be used."""
        self._check_may_upload()
        if not self.attachment_ids and not (self.links or "").strip():
            raise UserError(self.env._("Choose files first, or write links to videos."))
        self.line_ids.unlink()
        lines = [
            *(self._file_line(attachment) for attachment in self.attachment_ids.sorted("id")),
            *(self._link_line(link) for link in (self.links or "").split()),
        ]
        self.write(
            {
                "state": "checked",
                "name": self.name or (self.course_id.name if self.course_id else ""),
                "line_ids": [
                    Command.create({**line, "sequence": 10 * number})
                    for number, line in enumerate(lines, 1)
                ],
            }
        )
        return self._reopen()

    def action_choose(self):
        """Back to choosing files; those chosen stay."""
        self.state = "choose"
        return self._reopen()

    def action_make(self):
        """Make the eLearning course of what is listed, in its order, and tie it to the course."""
        self._check_may_upload()
        materials = self._materials()
        self._check_makeable()
        # eLearning lets its officers alone make and publish content; here the two parties publish
        # what they may see already, their own files, and to the course's members only.
        channel = self.with_user(SUPERUSER_ID)._channel(self.env.user)
        last = max(channel.slide_ids.mapped("sequence"), default=0)
        for number, (line, material) in enumerate(materials, 1):
            line = line.with_user(SUPERUSER_ID)
            line.upload_id._make_slide(channel, line, material, last + 10 * number, self.env.user)
        course = self.sudo()._tie(channel.sudo())
        return {
            "type": "ir.actions.act_window",
            "res_model": course._name,
            "res_id": course.id,
            "views": [(False, "form")],
        }

    # Checks

    def _check_may_upload(self):
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in PARTIES):
            parties = self.env["base.act.mixin"]._act_party_labels(("hr", "quality"))
            raise AccessError(self.env._("Courses are made by these: %s.", parties))

    def _materials(self):
        """Pairs of line and what it is, read anew as the caller: the lines are his to write."""
        materials = []
        for line in self.line_ids.sorted(lambda line: (line.sequence, line.id)):
            try:
                if line.attachment_id:
                    materials.append((line, self._read_attachment(line.attachment_id)))
                else:
                    materials.append((line, read_link(line.link or "", self.env)))
            except MaterialUnusable as reason:
                line.problem = str(reason)
        return materials

    def _read_attachment(self, attachment):
        # As the caller: the id of a file that he may not read leads nowhere.
        attachment.check_access("read")
        return read_file(attachment.name, attachment.raw or b"", self.env)

    def _check_makeable(self):
        bad = self.line_ids.filtered("problem")
        if bad:
            raise UserError(
                self.env._(
                    "%(count)s of the files cannot be used: %(names)s. Take them out of the list,"
                    " or choose others.",
                    count=len(bad),
                    names=", ".join(bad.mapped("source")),
                )
            )
        if not self.line_ids:
            raise UserError(self.env._("Nothing is left to make a course of. Choose files."))
        if not self.course_id and not (self.name or "").strip():
            raise UserError(self.env._("Give the new course a name."))
        if not all((line.name or "").strip() for line in self.line_ids):
            raise UserError(self.env._("Give every piece of the course a title."))
        self.course_id.sudo()._check_not_in_force()

    def _file_line(self, attachment):
        values = {"source": attachment.name, "attachment_id": attachment.id}
        try:
            material = self._read_attachment(attachment)
        except MaterialUnusable as reason:
            return {**values, "name": attachment.name, "problem": str(reason)}
        return {**values, **_described(material)}

    def _link_line(self, link):
        values = {"source": link, "link": link}
        try:
            material = read_link(link, self.env)
        except MaterialUnusable as reason:
            return {**values, "name": link, "problem": str(reason)}
        return {**values, **_described(material)}

    # Making

    def _channel(self, user):
        """The eLearning course to fill: that of the course's variant, or a new one."""
        own = self.course_id.channel_id
        if self.variant == "retraining":
            own = self.course_id.retraining_channel_id
        return own or self.env["slide.channel"].create(
            {
                "name": self.name or self.course_id.name,
                "channel_type": "training",
                "visibility": "members",
                "enroll": "invite",
                "is_published": True,
                "user_id": user.id,
                # Participants hear of a course when they are to take it, not at each upload.
                "publish_template_id": False,
            }
        )

    def _make_slide(self, channel, line, material, sequence, user):
        maker = getattr(self, f"_slide_{material.kind}")
        values = {
            "channel_id": channel.id,
            "name": line.name.strip(),
            "sequence": sequence,
            "is_published": True,
            "user_id": user.id,
            **maker(line, material),
        }
        slides = self.env["slide.slide"].with_context(website_slides_skip_fetch_metadata=True)
        slide = slides.create(values)
        if material.kind == "video":
            self._play(slide, line, material)

    def _slide_document(self, line, material):
        return {
            "slide_category": "document",
            "source_type": "local_file",
            "binary_content": base64.b64encode(line.attachment_id.raw),
        }

    def _slide_image(self, line, material):
        return {
            "slide_category": "infographic",
            "source_type": "local_file",
            "binary_content": base64.b64encode(line.attachment_id.raw),
        }

    def _slide_download(self, line, material):
        """A page with the file to download; browsers do not show office documents."""
        return {
            "slide_category": "article",
            "html_content": Markup("<p>%s</p>") % line.source,
            "slide_resource_downloadable": True,
            "slide_resource_ids": [
                Command.create(
                    {
                        "resource_type": "file",
                        "name": line.source,
                        "file_name": line.source,
                        "data": base64.b64encode(line.attachment_id.raw),
                    }
                )
            ],
        }

    def _slide_embed(self, line, material):
        return {"slide_category": "video", "source_type": "external", "url": line.link}

    def _slide_stream(self, line, material):
        return {"slide_category": "article", "html_content": _player(line.link, material.mimetype)}

    def _slide_video(self, line, material):
        return {"slide_category": "article"}

    def _play(self, slide, line, material):
        """Put the video into the page; who may read the page may read its file."""
        film = line.attachment_id.copy({"res_model": slide._name, "res_id": slide.id})
        film.mimetype = material.mimetype
        slide.html_content = _player(f"/web/content/{film.id}", material.mimetype)

    def _tie(self, channel):
        """The course with the channel; a new one if none was chosen."""
        field = "retraining_channel_id" if self.variant == "retraining" else "channel_id"
        values = {
            "operation_ids": [Command.link(id_) for id_ in self.operation_ids.ids],
            "skill_ids": [Command.link(id_) for id_ in self.skill_ids.ids],
        }
        course = self.course_id
        if not course:
            course = course.create({"name": self.name, field: channel.id, **values})
        elif course[field] != channel:
            course.write({field: channel.id, **values})
        else:
            course.write(values)
        return course

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_course_upload_action"
        )
        return {**action, "res_id": self.id}


class HrQualityCourseUploadLine(models.TransientModel):
    """One piece of the course to be."""

    _name = "hr.quality.course.upload.line"
    _description = "Content of a Course to Be"
    _order = "sequence, id"

    upload_id = fields.Many2one("hr.quality.course.upload", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Title")
    source = fields.Char("File or Link", readonly=True)
    kind = fields.Selection(
        [
            ("document", "Document"),
            ("image", "Image"),
            ("video", "Video"),
            ("download", "To Download"),
            ("embed", "Video on the Web"),
            ("stream", "Video File on the Web"),
        ],
        readonly=True,
    )
    attachment_id = fields.Many2one("ir.attachment", readonly=True)
    link = fields.Char(readonly=True)
    problem = fields.Char("Why It Cannot Be Used", readonly=True)


def _described(material: Material):
    return {"name": material.title, "kind": material.kind}


def _player(source, mimetype):
    return Markup(
        '<section class="o_quality_video"><video controls="controls" preload="metadata"'
        ' style="width: 100%%; max-height: 80vh"><source src="%s" type="%s"></video></section>'
    ) % (source, mimetype)
